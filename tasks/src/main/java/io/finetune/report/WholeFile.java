package io.finetune.report;

import io.finetune.FinetuneException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes a file that is there whole or not at all. */
public final class WholeFile {

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param out where to; left open
     * @throws IOException if that fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes beside the target and renames.
   *
   * @param file the target; its folder is made if it is not there
   * @param content what to write
   * @throws FinetuneException if it cannot be written
   */
  public static void write(Path file, Content content) {
    write(file, content, DurableFile::publish);
  }

  /**
   * The same without waiting for the disk, for pictures, of which there may be thousands.
   *
   * @throws FinetuneException if it cannot be written
   */
  static void writeUnforced(Path file, Content content) {
    write(file, content, DurableFile::publishUnforced);
  }

  private static void write(Path file, Content content, DurableFile.Content publishing) {
    Path target = file.toAbsolutePath().normalize();
    try (DurableFile whole = DurableFile.create(target)) {
      content.writeTo(whole.stream());
      publishing.writeTo(whole);
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + target + ": " + e, e);
    }
  }
}
