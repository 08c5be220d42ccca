package io.finetune.data;

import io.finetune.DataException;
import io.finetune.coco.CocoInstances;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the images of COCO's annotation files lie, over all files of a dataset. */
final class CocoImages {

  private static final Pattern SPLIT = Pattern.compile("instances_(.*)\\.json");

  /** Images that are looked for when a dataset is opened; the others when they are read. */
  private static final int CHECKED_IMAGES = 8;

  private final String name;
  private final Path root;
  private final Set<Path> seen = new HashSet<>();

  /**
   * Starts with no annotation file.
   *
   * @param name of the dataset, for messages
   * @param root the dataset's folder, which no file name may lead out of
   */
  CocoImages(String name, Path root) {
    this.name = name;
    this.root = root;
  }

  /**
   * Finds the folder that an annotation file's names are relative to: the first of the usual places
   * that holds its first image. That and the next few must be there, so that a wrong folder is
   * noticed now and not in the middle of an epoch.
   *
   * @throws DataException if there is none, or a name leads out of the dataset, or two images are
   *     the same file
   */
  Path folder(Path file, CocoInstances annotations) {
    if (annotations.images() == 0) {
      throw new DataException(
          String.format(Locale.ROOT, "Dataset %s: %s lists no image.", name, file));
    }
    List<Path> places = places(file);
    String first = annotations.fileName(0);
    Path folder =
        places.stream()
            .filter(place -> Files.isRegularFile(resolve(place, first, file)))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        String.format(
                            Locale.ROOT,
                            "Dataset %s: image %s of %s is in none of %s; put the images into one"
                                + " of these folders.",
                            name,
                            first,
                            file,
                            places)));
    for (int image = 0; image < annotations.images(); image++) {
      // One without a name is missed when it is asked for: it may be in nobody's share.
      if (annotations.hasFileName(image)) {
        Path path = resolve(folder, annotations.fileName(image), file);
        requireDistinct(path, file);
        if (image < CHECKED_IMAGES) {
          requirePresent(path, first, file);
        }
      }
    }
    return folder;
  }

  private Path resolve(Path folder, String fileName, Path list) {
    return ImageFiles.resolve(name, root, folder, fileName, list);
  }

  private void requireDistinct(Path path, Path file) {
    if (!seen.add(path)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %s is listed twice or in both splits (found again in %s); a model must"
                  + " not be tested on what it has seen.",
              name,
              path,
              file));
    }
  }

  private void requirePresent(Path path, String first, Path file) {
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: image %s of %s is absent, though %s is there; extract the images"
                  + " again.",
              name,
              path,
              file,
              first));
    }
  }

  /** The folders that images of an annotation file may be in, by the name of its split. */
  private List<Path> places(Path file) {
    String fileName = file.getFileName().toString();
    if (fileName.equals(CocoFolder.ROBOFLOW)) {
      return List.of(file.getParent());
    }
    Matcher named = SPLIT.matcher(fileName);
    String split = named.matches() ? named.group(1) : "";
    String withoutYear = split.replaceFirst("\\d+$", "");
    return Stream.of(split, "images/" + split, withoutYear, "images/" + withoutYear, "images", "")
        .map(place -> root.resolve(place).normalize())
        .distinct()
        .toList();
  }
}
