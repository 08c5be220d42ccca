package io.finetune.data;

import io.finetune.DataException;
import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the readers of on-disk layouts share: finding files, and checks of what they found. */
final class ImageFiles {

  /** What names of image files end in. */
  static final List<String> ENDINGS =
      List.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

  private ImageFiles() {}

  /**
   * Makes a checked split.
   *
   * @throws DataException if a part is empty, a class has no image in a part, a label is out of
   *     range, listed files are absent, or a file is listed twice or in both parts
   */
  static Split<Integer> split(
      String name,
      Path root,
      List<String> classes,
      List<LabelledFile> train,
      List<LabelledFile> test) {
    Set<Path> seen = new HashSet<>();
    check(name, "training", root, classes, train, seen);
    check(name, "test", root, classes, test, seen);
    return new Split<>(
        new ImageFilesDataset(name, root + ", training split", root, classes, train),
        new ImageFilesDataset(name, root + ", test split", root, classes, test));
  }

  private static void check(
      String name,
      String part,
      Path root,
      List<String> classes,
      List<LabelledFile> images,
      Set<Path> seen) {
    if (images.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: the %s split has no image in %s; check --data-dir and "
                  + "the layout (finetune list datasets).",
              name,
              part,
              root));
    }
    int[] counts = new int[classes.size()];
    for (LabelledFile image : images) {
      if (image.label() < 0 || image.label() >= counts.length) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: %s has label %d, but there are %d classes (0 to %d).",
                name,
                image.file(),
                image.label(),
                counts.length,
                counts.length - 1));
      }
      if (!seen.add(image.file())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: %s is listed twice or in both splits (found again in "
                    + "the %s split); a model must not be tested on what it has seen.",
                name,
                image.file(),
                part));
      }
      counts[image.label()]++;
    }
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: class %s has no image in the %s split of %s; add "
                    + "images or remove the class.",
                name,
                classes.get(label),
                part,
                root));
      }
    }
  }

  /** Requires the files of a list to exist, with a count of those that do not. */
  static List<LabelledFile> requirePresent(String name, List<LabelledFile> images) {
    List<LabelledFile> absent =
        images.stream().filter(image -> !Files.isRegularFile(image.file())).toList();
    if (!absent.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %d of %d listed images are absent, first %s; extract the images again.",
              name,
              absent.size(),
              images.size(),
              absent.get(0).file()));
    }
    return images;
  }

  /** Returns the first candidate that holds a file, which tells the layout's folder. */
  static Path find(String name, Path root, String marker, String... folders) {
    for (String folder : folders) {
      if (Files.exists(root.resolve(folder).resolve(marker))) {
        return root.resolve(folder).normalize();
      }
    }
    throw DatasetOptions.missing(name, root.resolve(folders[0]).resolve(marker).normalize());
  }

  /** Returns the non-empty lines of a text file. */
  static List<String> lines(String name, Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .map(String::strip)
          .filter(Predicate.not(String::isEmpty))
          .toList();
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw DatasetOptions.missing(name, file);
      }
      throw new DataException(
          String.format(Locale.ROOT, "Dataset %s: %s cannot be read (%s).", name, file, e), e);
    }
  }

  /** Splits a line into exactly so many columns. */
  static String[] columns(Path file, String line, String separator, int count) {
    String[] columns = line.split(separator, count);
    if (columns.length != count) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s: the line \"%s\" should have %d columns.", file, line, count));
    }
    return columns;
  }

  /** Reads a whole number from a list. */
  static int number(Path file, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new DataException(
          String.format(Locale.ROOT, "%s: \"%s\" should be a number.", file, text), e);
    }
  }

  /** Returns the sub-folders of a folder, sorted by name. */
  static List<Path> folders(String name, Path folder) {
    return list(name, folder).filter(Files::isDirectory).toList();
  }

  /** Returns the files directly in a folder, sorted by name. */
  static List<Path> files(String name, Path folder) {
    return list(name, folder).filter(Files::isRegularFile).toList();
  }

  /** Returns the image files directly in a folder, sorted by name; hidden files are left out. */
  static List<Path> images(String name, Path folder) {
    return list(name, folder).filter(ImageFiles::isImage).toList();
  }

  /** Whether a file has an image's ending. */
  static boolean isImage(Path file) {
    String fileName = file.getFileName().toString();
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && Files.isRegularFile(file);
  }

  private static Stream<Path> list(String name, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DatasetOptions.missing(name, folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "Dataset %s: folder %s cannot be listed (%s).", name, folder, e),
          e);
    }
  }
}
