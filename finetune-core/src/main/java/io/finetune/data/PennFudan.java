package io.finetune.data;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.region.Rle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the Penn-Fudan pedestrians (Wang et al. 2007): photographs, and for each a PNG whose pixels
 * are numbers of people. Boxes are the smallest around a person's pixels. Images and people are
 * numbered from 1, in the order of the files' names, whichever split they fall into.
 */
final class PennFudan {

  private static final String NAME = "pennfudan";

  private PennFudan() {}

  /** An image and its people. */
  private record Photograph(Path file, Instances people) {}

  /** A part of the photographs. Their masks are few and small: all are held as run lengths. */
  private record Photographs(String description, Path root, List<Photograph> images)
      implements Dataset<Instances> {

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public Sample<Instances> get(int index) {
      Photograph image = images.get(index);
      return new Sample<>(
          root.relativize(image.file()).toString(), new EncodedFile(image.file()), image.people());
    }

    @Override
    public List<String> classes() {
      return List.of("person");
    }

    @Override
    public String name() {
      return NAME;
    }
  }

  /** Opens the extracted archive and holds out a share of its images. */
  static Split<Instances> open(DatasetOptions options) {
    Path root = ImageFiles.find(NAME, options.requireRoot(NAME), "PNGImages", "PennFudanPed", ".");
    List<Path> files = ImageFiles.images(NAME, root.resolve("PNGImages"));
    List<Photograph> all = photographs(root, files);
    HeldOut share = HeldOut.of(NAME, root, all.size(), options);
    String how = " (" + HeldOut.describe(options) + ")";
    List<Photograph> train = IntStream.of(share.train()).mapToObj(all::get).toList();
    List<Photograph> test = IntStream.of(share.test()).mapToObj(all::get).toList();
    return ObjectSplits.of(
        new Photographs(root + ", training split" + how, root, train),
        train.stream().mapToInt(image -> image.people().objects().size()).sum(),
        new Photographs(root + ", test split" + how, root, test));
  }

  private static List<Photograph> photographs(Path root, List<Path> files) {
    List<IndexPng> masks = files.parallelStream().map(file -> mask(root, file)).toList();
    List<Photograph> all = new ArrayList<>();
    int person = 1;
    for (int i = 0; i < masks.size(); i++) {
      List<Instance> people = new ArrayList<>();
      for (Rle mask : masks.get(i).regions().values()) {
        people.add(new Instance(person++, 0, mask.box(), mask.area(), false, Optional.of(mask)));
      }
      all.add(
          new Photograph(
              files.get(i),
              new Instances(i + 1L, masks.get(i).height(), masks.get(i).width(), people)));
    }
    return all;
  }

  private static IndexPng mask(Path root, Path image) {
    String plain = image.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path file = root.resolve("PedMasks").resolve(plain + "_mask.png");
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: image %s has no mask %s; extract the archive again.",
              NAME,
              image,
              file));
    }
    return IndexPng.read(file);
  }
}
