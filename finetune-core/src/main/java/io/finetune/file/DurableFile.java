package io.finetune.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file that takes its name only when it is whole and on the disk. It is written beside its place
 * under another name and forced to the disk, then it takes its name in one step, and the folder is
 * forced to the disk too. Whenever the process is killed or the power fails, the name stands for
 * the former content or for the new one, never for a part; and once {@link #publish} has returned,
 * for the new one.
 *
 * <p>Closed before it was published it is gone. What a killed process leaves under the other name
 * is no use to anyone: {@link #removeUnfinished}.
 */
public final class DurableFile implements AutoCloseable {

  private static final Pattern UNFINISHED = Pattern.compile("\\..+-[0-9a-f-]{36}\\.tmp");

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean published;

  private DurableFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
    stream = new BufferedOutputStream(Channels.newOutputStream(channel));
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes all of it.
     *
     * @param file where to; published by the caller
     * @throws IOException if it cannot be written
     */
    void writeTo(DurableFile file) throws IOException;
  }

  /**
   * Starts a file.
   *
   * @param file its place; the folder is made if absent
   * @return the file, to be written, published and closed
   * @throws IOException if the folder or the file cannot be made, or the place is a folder
   */
  public static DurableFile create(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new IOException(target + " is a folder");
    }
    Files.createDirectories(folder);
    // Not a temporary file of the JDK's, which nobody but its owner could read.
    Path part = folder.resolve("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new DurableFile(target, part, channel);
  }

  /**
   * Writes and publishes a file.
   *
   * @param file its place; the folder is made if absent
   * @param content writes it
   * @throws IOException if it cannot be written; a former file is then as it was
   */
  public static void write(Path file, Content content) throws IOException {
    try (DurableFile whole = create(file)) {
      content.writeTo(whole);
      whole.publish();
    }
  }

  /**
   * Writes and publishes a text in UTF-8.
   *
   * @param file its place; the folder is made if absent
   * @param text the whole content
   * @throws IOException if it cannot be written; a former file is then as it was
   */
  public static void writeText(Path file, String text) throws IOException {
    write(file, whole -> whole.stream().write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Where to write large blocks, unbuffered; not to be mixed with the {@link #stream}. */
  public FileChannel channel() {
    return channel;
  }

  /** Where to write small pieces, buffered; stays open, for the file is still to be forced. */
  public OutputStream stream() {
    return stream;
  }

  /**
   * Gives the file its name, in place of a former one.
   *
   * @throws IOException if it is not certain that the file is on the disk under its name
   */
  public void publish() throws IOException {
    finish();
    takeName();
  }

  /**
   * Gives the file its name without waiting for the disk: for files that come by the thousand and
   * are made again at no loss. After a power failure, unlike a kill, such a file may be empty.
   *
   * @throws IOException if the file cannot be written or renamed
   */
  public void publishUnforced() throws IOException {
    stream.flush();
    channel.close();
    rename(part, target);
    published = true;
  }

  /**
   * Gives the file its name, and the former file another: the two are never both without one.
   *
   * @param former what the file that had the name is called from now on, in the same folder;
   *     replaced if it is there
   * @throws IOException if it is not certain that the file is on the disk under its name
   */
  public void publishKeeping(Path former) throws IOException {
    finish();
    if (Files.exists(target)) {
      rename(target, former);
    }
    takeName();
  }

  /** The content is on the disk before the name is, or a crash could leave an empty file. */
  private void finish() throws IOException {
    stream.flush();
    channel.force(true);
    channel.close();
  }

  private void takeName() throws IOException {
    rename(part, target);
    published = true;
    syncFolder(target.getParent());
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Closes the file, and deletes it unless it was published. */
  @Override
  public void close() throws IOException {
    try {
      // Not the stream: it would write what it still holds, to a full disk perhaps.
      channel.close();
    } finally {
      if (!published) {
        Files.deleteIfExists(part);
      }
    }
  }

  /**
   * Makes what was created, renamed and deleted in a folder durable.
   *
   * @param folder an existing folder
   * @throws IOException if the disk refuses
   */
  public static void syncFolder(Path folder) throws IOException {
    // Windows cannot open folders, and keeps renames in its journal.
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Deletes what killed processes left unpublished in a folder.
   *
   * @param folder that no living process writes to
   * @throws IOException if it cannot be listed, or a file not be deleted
   */
  public static void removeUnfinished(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (UNFINISHED.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
        }
      }
    }
  }
}
