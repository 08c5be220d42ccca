package io.finetune.data;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.region.Rle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Images with their objects as Pascal VOC has them.
 *
 * <p>An object marked as difficult, which VOC's evaluation neither asks for nor counts as wrong,
 * becomes a crowd: what COCO treats alike. Masks are read when their sample is asked for. Images
 * and objects are numbered from 1, in the order of the list.
 */
final class VocDataset implements Dataset<Instances> {

  /** The mark of pixels around an object that belong to nobody. */
  private static final int BORDER = 255;

  private final String description;
  private final Path root;
  private final List<String> classes;
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Image> images;
  private final int[] firstObject;
  private final LeftOut leftOut;
  private final List<StrayFile> strays;

  /**
   * An annotated image.
   *
   * @param masks a PNG whose pixels are numbers of objects, where somebody drew one
   */
  record Image(Path file, Optional<Path> masks, VocAnnotation annotation) {}

  VocDataset(
      String description,
      Path root,
      List<String> classes,
      List<Image> images,
      List<StrayFile> strays) {
    this.strays = List.copyOf(strays);
    this.description = description;
    this.root = root;
    this.classes = List.copyOf(classes);
    this.images = List.copyOf(images);
    classes.forEach(name -> labels.put(name, labels.size()));
    firstObject = new int[images.size()];
    LeftOut sum = LeftOut.NOTHING;
    int next = 1;
    for (int i = 0; i < firstObject.length; i++) {
      VocAnnotation annotation = images.get(i).annotation();
      firstObject[i] = next;
      next += annotation.objects().size();
      for (VocAnnotation.Labelled object : annotation.objects()) {
        sum = sum.plus(LeftOut.judge(object.box(), annotation.height(), annotation.width()));
      }
    }
    leftOut = sum;
  }

  @Override
  public int size() {
    return images.size();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DataException if the image's masks cannot be read, or do not fit its annotation
   */
  @Override
  public Sample<Instances> get(int index) {
    Image image = images.get(index);
    VocAnnotation annotation = image.annotation();
    Map<Integer, Rle> masks = masks(image);
    List<Instance> objects = new ArrayList<>();
    for (int i = 0; i < annotation.objects().size(); i++) {
      VocAnnotation.Labelled object = annotation.objects().get(i);
      if (LeftOut.judge(object.box(), annotation.height(), annotation.width()).total() == 0) {
        objects.add(instance(firstObject[index] + i, object, masks.get(i + 1)));
      }
    }
    return new Sample<>(
        root.relativize(image.file()).toString(),
        new EncodedFile(image.file()),
        new Instances(index + 1L, annotation.height(), annotation.width(), objects));
  }

  private Instance instance(int id, VocAnnotation.Labelled object, Rle mask) {
    return new Instance(
        id,
        labels.get(object.name()),
        object.box(),
        mask == null ? object.box().area() : mask.area(),
        object.difficult(),
        Optional.ofNullable(mask));
  }

  /** The masks of an image by the number of the object in its annotation, from 1. */
  private static Map<Integer, Rle> masks(Image image) {
    if (image.masks().isEmpty()) {
      return Map.of();
    }
    Path file = image.masks().get();
    VocAnnotation annotation = image.annotation();
    IndexPng pixels = IndexPng.read(file);
    SortedMap<Integer, Rle> masks = new TreeMap<>(pixels.regions());
    masks.remove(BORDER);
    boolean fits =
        pixels.height() == annotation.height()
            && pixels.width() == annotation.width()
            && (masks.isEmpty() || masks.lastKey() <= annotation.objects().size());
    if (!fits) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Mask %s of %d x %d pixels (height x width) with objects %s does not belong to the"
                  + " annotation of %s: %d x %d pixels, %d objects.",
              file,
              pixels.height(),
              pixels.width(),
              masks.keySet(),
              image.file().getFileName(),
              annotation.height(),
              annotation.width(),
              annotation.objects().size()));
    }
    return masks;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String name() {
    return "voc";
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public LeftOut leftOut() {
    return leftOut;
  }

  @Override
  public List<StrayFile> strays() {
    return strays;
  }
}
