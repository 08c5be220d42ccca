package io.finetune.coco;

import io.finetune.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that takes its name only when it is whole. Until {@link #publish} it lies beside its place
 * under another name; closed without, it is gone.
 */
final class PartFile implements AutoCloseable {

  private final Path target;
  private final Path part;
  private final OutputStream stream;

  private PartFile(Path target, Path part, OutputStream stream) {
    this.target = target;
    this.part = part;
    this.stream = stream;
  }

  /** Starts a file; its folder is made if absent. */
  static PartFile create(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new IOException("it is a folder");
    }
    Files.createDirectories(folder);
    // Not a temporary file of the JDK's, which nobody but its owner could read.
    Path part = folder.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
    OutputStream stream =
        new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW));
    return new PartFile(target, part, stream);
  }

  /** The error for a file that cannot be written. */
  static DataException unwritable(Path file, IOException cause) {
    return new DataException(
        file.toAbsolutePath() + " cannot be written: " + cause + ". Check space and rights.",
        cause);
  }

  OutputStream stream() {
    return stream;
  }

  /** Gives the file its name, in place of a former one. */
  void publish() throws IOException {
    stream.close();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try {
      stream.close();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
