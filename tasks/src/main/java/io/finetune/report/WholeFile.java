package io.finetune.report;

import io.finetune.FinetuneException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes a file that is there whole or not at all. */
final class WholeFile {

  /** Writes the content. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes beside the target and renames.
   *
   * @throws FinetuneException if it cannot be written
   */
  static void write(Path file, Content content) {
    Path target = file.toAbsolutePath().normalize();
    try {
      DurableFile.write(target, whole -> content.writeTo(whole.stream()));
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + target + ": " + e, e);
    }
  }
}
