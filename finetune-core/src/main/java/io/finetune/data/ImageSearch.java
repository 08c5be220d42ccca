package io.finetune.data;

import io.finetune.DataException;
import io.finetune.Folders;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Finds images as a user writes them: files, folders, and patterns such as {@code "photos/**}{@code
 * /*.jpg"} that no shell has expanded. In a pattern {@code *} and {@code ?} stand for letters of a
 * name, {@code [a-c]} for one of them, {@code {a,b}} for one of several words, and a part {@code
 * **} for any folders, none too. What begins with a dot is found only where the pattern says the
 * dot.
 */
public final class ImageSearch {

  private static final String SPECIAL = "*?[{";
  private static final String ANY_FOLDERS = "**";

  private ImageSearch() {}

  /**
   * Finds images.
   *
   * @param inputs files as they are, whatever their ending; folders, of which the image files are
   *     taken; patterns, of which the image files that match are
   * @param recursive whether folders within folders are searched too
   * @return the images in the order of the inputs, those of one input by name, each once
   * @throws DataException if an input does not exist or holds no image, or there is no input
   */
  public static ImageInputs find(List<String> inputs, boolean recursive) {
    List<Path> found = new ArrayList<>();
    for (String input : inputs) {
      if (isPattern(input)) {
        found.addAll(matching(input));
      } else if (recursive && Files.isDirectory(Path.of(input))) {
        found.addAll(beneath(Path.of(input)));
      } else {
        found.add(Path.of(input));
      }
    }
    return ImageInputs.of(found);
  }

  /** Whether a text is a pattern; a file of that very name is a file. */
  private static boolean isPattern(String input) {
    if (firstSpecial(input) < 0) {
      return false;
    }
    try {
      return !Files.exists(Path.of(input));
    } catch (InvalidPathException e) {
      return true; // a system on which no file can have such a name
    }
  }

  private static int firstSpecial(String input) {
    for (int i = 0; i < input.length(); i++) {
      if (SPECIAL.indexOf(input.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static List<Path> matching(String input) {
    String pattern = input.replace(File.separatorChar, '/');
    int cut = pattern.lastIndexOf('/', firstSpecial(pattern)) + 1;
    Path base = Path.of(pattern.substring(0, cut));
    List<Path> found = new ArrayList<>();
    try {
      match(base, List.of(pattern.substring(cut).split("/+")), found);
    } catch (PatternSyntaxException e) {
      throw new DataException(
          String.format(Locale.ROOT, "'%s' is no pattern of files: %s.", input, e.getDescription()),
          e);
    }
    if (found.isEmpty()) {
      Path absolute = base.toAbsolutePath().normalize();
      throw new DataException(
          String.format(
              Locale.ROOT,
              "No image file (%s) matches '%s'; %s %s.",
              String.join(", ", ImageFiles.ENDINGS),
              input,
              Files.isDirectory(absolute) ? "searched was" : "the nearest folder that exists is",
              Files.isDirectory(absolute) ? absolute : Folders.nearest(absolute)));
    }
    return found.stream().sorted().distinct().toList();
  }

  private static void match(Path folder, List<String> parts, List<Path> found) {
    String part = parts.get(0);
    List<String> rest = parts.subList(1, parts.size());
    if (part.equals(ANY_FOLDERS)) {
      match(folder, rest.isEmpty() ? List.of("*") : rest, found);
      entries(folder).stream()
          .filter(entry -> !isHidden(entry) && isOwnFolder(entry))
          .forEach(entry -> match(entry, parts, found));
      return;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
    for (Path entry : entries(folder)) {
      if (!matcher.matches(entry.getFileName()) || (isHidden(entry) && !part.startsWith("."))) {
        continue;
      }
      if (!rest.isEmpty() && Files.isDirectory(entry)) {
        match(entry, rest, found);
      } else if (rest.isEmpty() && ImageFiles.isImage(entry)) {
        found.add(entry);
      }
    }
  }

  private static List<Path> beneath(Path folder) {
    List<Path> found = new ArrayList<>();
    match(folder, List.of(ANY_FOLDERS, "*"), found);
    if (found.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Folder %s and the folders in it hold no image (%s).",
              folder.toAbsolutePath().normalize(),
              String.join(", ", ImageFiles.ENDINGS)));
    }
    return found.stream().sorted().distinct().toList();
  }

  private static boolean isHidden(Path entry) {
    return entry.getFileName().toString().startsWith(".");
  }

  /** A folder that no link leads to: links may lead in circles. */
  private static boolean isOwnFolder(Path entry) {
    return Files.isDirectory(entry) && !Files.isSymbolicLink(entry);
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "Folder %s cannot be listed (%s).", folder.toAbsolutePath(), e),
          e);
    }
  }
}
