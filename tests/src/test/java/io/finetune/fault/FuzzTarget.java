package io.finetune.fault;

import io.finetune.fault.BrokenInput.Look;
import io.finetune.fault.BrokenInput.Maker;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file to damage, and who reads it.
 *
 * @param name tells it from the others
 * @param file where it lies among files that stay whole
 * @param whole its intact content
 * @param surroundings writes all files
 * @param look reads them
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record FuzzTarget(String name, String file, byte[] whole, Maker surroundings, Look look) {

  /** One in so many damaged PNGs keeps its wrong checksums, which hide the rest from a decoder. */
  private static final int WRONG_CHECKSUMS = 4;

  private static final List<String> PICTURES =
      List.of(
          "alpha.png",
          "palette.png",
          "rgb16.png",
          "rgb.jpg",
          "progressive.jpg",
          "cmyk.jpg",
          "exif6.jpg",
          "rgb.webp",
          "lossy.webp",
          "palette.gif",
          "rgb.bmp",
          "rgb.tif");

  /** Every format of images, of annotations, of masks and of labels. */
  static List<FuzzTarget> all() {
    List<FuzzTarget> targets = new ArrayList<>();
    PICTURES.forEach(picture -> targets.add(image(picture, Bytes.picture(picture))));
    targets.add(image("interlaced.png", Pictures.interlaced()));
    targets.add(image("animated.png", Pictures.animatedPng()));
    targets.add(image("animated.gif", Pictures.animatedGif()));
    targets.add(image("animated.webp", WebP.animated()));
    targets.add(image("core.bmp", Pictures.coreBitmap()));
    targets.add(image("lzw.tif", Pictures.tiff("LZW", 2)));
    targets.add(image("deflate.tif", Pictures.tiff("Deflate", 1)));
    targets.add(image("jpeg.tif", Pictures.tiff("JPEG", 1)));
    targets.addAll(annotations());
    return targets;
  }

  private static FuzzTarget image(String name, byte[] whole) {
    Look look =
        root -> {
          try (RgbImage image = ImageDecoder.decode(new EncodedFile(root.resolve(name)))) {
            return image.height() + "x" + image.width();
          }
        };
    return new FuzzTarget(name, name, whole, root -> {}, look);
  }

  private static List<FuzzTarget> annotations() {
    byte[] outlines =
        Bytes.text(
            CocoLook.object("\"iscrowd\": 0, \"segmentation\": [[1.5, 1, 4, 4.25, 4, 1], [0, 0]]"));
    byte[] runs =
        Bytes.text(CocoLook.object("\"segmentation\": {\"size\": [8, 8], \"counts\": [9, 3, 52]}"));
    byte[] packed =
        Bytes.text(CocoLook.object("\"segmentation\": {\"size\": [8, 8], \"counts\": \"93d1\"}"));
    String json = "annotations/instances_train.json";
    Maker birds = BrokenLabelFiles.intact();
    Maker objects = BrokenObjectFolders.intact();
    return List.of(
        new FuzzTarget("outlines.json", json, outlines, CocoLook.json(outlines), CocoLook::at),
        new FuzzTarget("runs.json", json, runs, CocoLook.json(runs), CocoLook::at),
        new FuzzTarget("packed.json", json, packed, CocoLook.json(packed), CocoLook::at),
        new FuzzTarget(
            "voc.xml",
            "Annotations/a.xml",
            Bytes.text(BrokenObjectFolders.WHOLE),
            objects,
            Trees.objects("voc")),
        new FuzzTarget(
            "voc.txt",
            "ImageSets/Main/train.txt",
            Bytes.text("a\nb\n"),
            objects,
            Trees.objects("voc")),
        new FuzzTarget(
            "mask.png",
            "PedMasks/a_mask.png",
            Pictures.person(),
            BrokenObjectFolders.people(Pictures.person()),
            Trees.objects("pennfudan")),
        new FuzzTarget(
            "cub.txt",
            "image_class_labels.txt",
            Bytes.text(BrokenLabelFiles.LABELS),
            birds,
            Trees.classes("cub200")),
        new FuzzTarget(
            "cub-images.txt",
            "images.txt",
            Bytes.text(BrokenLabelFiles.IMAGES),
            birds,
            Trees.classes("cub200")),
        matlab("cars.mat", "cars_meta.mat"),
        matlab("cars-packed.mat", "cars_metaz.mat"));
  }

  /** The names of two classes. */
  private static FuzzTarget matlab(String name, String fixture) {
    byte[] whole = Bytes.resource("io/finetune/data/" + fixture);
    return new FuzzTarget(
        name, "cars_meta.mat", whole, BrokenLabelFiles.cars(whole), Trees.classes("cars196"));
  }

  /** The damaged content of a seed. */
  byte[] damaged(long seed) {
    long own = seed ^ ((long) name.hashCode() << 32);
    byte[] damaged = isText() ? Mutation.ofText(whole, own) : Mutation.of(whole, own);
    boolean repair = name.endsWith(".png") && seed % WRONG_CHECKSUMS != 0 && damaged.length > 8;
    return repair ? Png.repaired(damaged) : damaged;
  }

  private boolean isText() {
    return name.endsWith(".json") || name.endsWith(".xml") || name.endsWith(".txt");
  }

  /** Reads the damaged content, after the surroundings were made once. */
  String read(Path root, byte[] damaged) throws Exception {
    Files.write(root.resolve(file), damaged);
    return look.at(root);
  }
}
