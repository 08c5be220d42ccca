package io.finetune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Helps whoever mistyped a path, or named one that is in use. */
public final class Folders {

  private Folders() {}

  /**
   * Finds how far a path that does not exist is right.
   *
   * @param path an absolute path
   * @return the innermost of its parents that exists; null if not even its root does
   */
  public static Path nearest(Path path) {
    Path parent = path.getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return parent;
  }

  /**
   * Requires that nothing can be overwritten in a folder.
   *
   * @param folder an absolute path
   * @throws FinetuneException if it is there and not an empty folder
   */
  public static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    } else if (!Files.isDirectory(folder)) {
      throw new FinetuneException(
          String.format(Locale.ROOT, "%s is no folder; name a new one to write to.", folder));
    }
    try (Stream<Path> present = Files.list(folder)) {
      present
          .findAny()
          .ifPresent(
              file -> {
                throw new FinetuneException(
                    String.format(
                        Locale.ROOT,
                        "Folder %s is not empty (it holds %s); name a new folder to write to.",
                        folder,
                        file.getFileName()));
              });
    } catch (IOException e) {
      throw new FinetuneException(
          String.format(Locale.ROOT, "%s cannot be listed (%s); check its rights.", folder, e), e);
    }
  }
}
