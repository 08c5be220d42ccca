package io.finetune.predict;

import io.finetune.DataException;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoInstances;
import io.finetune.data.ImageInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The ids under which images and classes stand in a results file. */
public final class CocoIds {

  private final long[] images;
  private final long[] classes;
  private final boolean numbered;

  private CocoIds(long[] images, long[] classes, boolean numbered) {
    this.images = images;
    this.classes = classes;
    this.numbered = numbered;
  }

  /**
   * Numbers what has no ids: images by their place, from 1, and classes by their label, from 1.
   *
   * @param images the images
   * @param classes names of the labels
   */
  public static CocoIds numbered(ImageInputs images, List<String> classes) {
    return new CocoIds(
        LongStream.rangeClosed(1, images.size()).toArray(),
        LongStream.rangeClosed(1, classes.size()).toArray(),
        true);
  }

  /**
   * Takes the ids of annotations, so that results can be scored by them: an image's by its file
   * name, and, where several images of the annotations share one, by the folders before it; a
   * class's by its name.
   *
   * @param annotations has every image and class
   * @param images the images
   * @param classes names of the labels
   * @throws DataException if an image or a class is not in the annotations, or two images are one
   *     there
   */
  public static CocoIds of(CocoInstances annotations, ImageInputs images, List<String> classes) {
    return new CocoIds(
        images(annotations, images), classes(annotations.categories(), classes), false);
  }

  private static long[] classes(Categories categories, List<String> classes) {
    List<String> absent = new ArrayList<>(classes);
    absent.removeAll(categories.names());
    if (!absent.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the annotations have no category %s: the model's classes are %s, theirs %s; give"
                  + " annotations of these classes, or none",
              String.join(", ", absent),
              classes,
              categories.names()));
    }
    return classes.stream()
        .mapToLong(name -> categories.id(categories.names().indexOf(name)))
        .toArray();
  }

  private static long[] images(CocoInstances annotations, ImageInputs images) {
    Map<String, List<Integer>> byName = new HashMap<>();
    for (int i = 0; i < annotations.images(); i++) {
      String name = name(Path.of(annotations.fileName(i)));
      byName.computeIfAbsent(name, any -> new ArrayList<>()).add(i);
    }
    Set<Integer> taken = new HashSet<>();
    long[] ids = new long[images.size()];
    for (int i = 0; i < ids.length; i++) {
      Path file = images.files().get(i).toAbsolutePath().normalize();
      int image = image(annotations, byName.getOrDefault(name(file), List.of()), file);
      if (!taken.add(image)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s is image %d of the annotations, and so is another of the inputs; leave one of"
                    + " them out",
                file,
                annotations.imageId(image)));
      }
      ids[i] = annotations.imageId(image);
    }
    return ids;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Finds a file among the annotated images of its name. */
  private static int image(CocoInstances annotations, List<Integer> named, Path file) {
    List<Integer> found =
        named.size() == 1
            ? named
            : named.stream().filter(i -> file.endsWith(annotations.fileName(i))).toList();
    if (found.size() != 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is %s of the annotations; leave it out, or the annotations",
              file,
              found.isEmpty() ? "none of the images" : "several images"));
    }
    return found.get(0);
  }

  /**
   * Returns the id of an image.
   *
   * @param index its place among the inputs
   */
  public long image(int index) {
    return images[index];
  }

  /**
   * Returns the id of a class.
   *
   * @param label its label, from 0
   */
  public long category(int label) {
    return classes[label];
  }

  /** Whether the ids are places, not those of given annotations. */
  boolean numbered() {
    return numbered;
  }
}
