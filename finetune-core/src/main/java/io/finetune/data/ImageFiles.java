package io.finetune.data;

import static java.util.function.Predicate.not;

import io.finetune.DataException;
import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the readers of on-disk layouts share: finding files, and checks of what they found. */
final class ImageFiles {

  /** What names of image files end in. */
  static final List<String> ENDINGS =
      List.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

  private static final Logger LOG = LoggerFactory.getLogger(ImageFiles.class);

  private ImageFiles() {}

  /**
   * What a part of a dataset is made of.
   *
   * @param images the samples
   * @param strays what lies among their files and is none
   */
  record Listing(List<LabelledFile> images, List<StrayFile> strays) {}

  /**
   * Makes a checked split.
   *
   * @throws DataException if a part is empty, a class has no image in a part, a label is out of
   *     range, listed files are absent, or a file is listed twice or in both parts
   */
  static Split<Integer> split(
      String name, Path root, List<String> classes, Listing train, Listing test) {
    if (classes.size() < 2) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %s has %d class(es) %s, and telling apart takes two; add another folder of"
                  + " images.",
              name,
              root,
              classes.size(),
              classes));
    }
    Set<Path> seen = new HashSet<>();
    check(name, "training", root, classes, train.images(), seen);
    check(name, "test", root, classes, test.images(), seen);
    return new Split<>(
        dataset(name, root + ", training split", root, classes, train),
        dataset(name, root + ", test split", root, classes, test));
  }

  private static ImageFilesDataset dataset(
      String name, String description, Path root, List<String> classes, Listing listing) {
    StrayFile.summary(listing.strays())
        .forEach(line -> LOG.warn("{}: {} ({})", name, line, description));
    return new ImageFilesDataset(
        name, description, root, classes, listing.images(), listing.strays());
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
  static Listing requirePresent(String name, List<LabelledFile> images) {
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
    return new Listing(images, List.of());
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

  /**
   * Finds a file that a list names.
   *
   * @param root the dataset's folder, which no name may lead out of: not by {@code ..}, not as an
   *     absolute path
   * @param folder what the names are relative to, in the root
   * @param file what the list says
   * @param list the list, for the message
   * @return the file, whether it is there or not; equal for equal files however they are written
   * @throws DataException if the name leads elsewhere, or can be no file's here
   */
  static Path resolve(String name, Path root, Path folder, String file, Path list) {
    Path path;
    try {
      path = folder.resolve(file);
    } catch (InvalidPathException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: \"%s\" in %s can be no file's name here (%s); correct it or, where it is"
                  + " not plain ASCII, set LC_ALL to a locale of UTF-8, such as C.UTF-8.",
              name,
              file,
              list,
              e.getReason()),
          e);
    }
    Path whole = root.toAbsolutePath().normalize();
    Path place = path.toAbsolutePath().normalize();
    if (!place.startsWith(whole)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %s names %s, which is outside of the dataset's folder %s; move it there"
                  + " and name it by a relative path.",
              name,
              list,
              place,
              whole));
    }
    return root.resolve(whole.relativize(place));
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
    return list(name, folder).filter(not(ImageFiles::isHidden)).filter(Files::isDirectory).toList();
  }

  /** Returns the files directly in a folder, sorted by name. */
  static List<Path> files(String name, Path folder) {
    return list(name, folder)
        .filter(not(ImageFiles::isHidden))
        .filter(Files::isRegularFile)
        .toList();
  }

  /**
   * Returns what is directly in a folder and named like an image, sorted by name; hidden files are
   * left out. A link that leads nowhere is among them, to be missed when it is read.
   */
  static List<Path> images(String name, Path folder) {
    return list(name, folder)
        .filter(not(ImageFiles::isHidden))
        .filter(ImageFiles::isImage)
        .toList();
  }

  static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  /** Tells whether a name ends like that of an image file, and is not a folder's. */
  static boolean isImage(Path file) {
    String fileName = file.getFileName().toString();
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending) && !Files.isDirectory(file);
  }

  /** Returns all that is directly in a folder, sorted by name. */
  static Stream<Path> list(String name, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw DatasetOptions.missing(name, folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList().stream();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "Dataset %s: folder %s cannot be listed (%s).", name, folder, e),
          e);
    }
  }
}
