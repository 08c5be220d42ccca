package io.finetune;

import java.nio.file.Files;
import java.nio.file.Path;

/** Helps whoever mistyped a path. */
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
}
