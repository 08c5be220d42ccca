package io.finetune.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A log that grows record by record and never fails its writer. A record that cannot be written,
 * because the disk is full or was made read-only, waits and is tried again with the next; what
 * waits is bounded, the oldest goes first. The first failure is told, so is the recovery.
 *
 * <p>Each call of {@link #write(byte[], int, int)} is a record: the file holds whole records in
 * order, but for the last one if the process dies while it is written.
 */
public final class LogFile extends OutputStream {

  /** The most bytes that wait for a disk: hours of log lines, and nothing beside the model. */
  private static final int MOST_WAITING = 1 << 20;

  private final Path path;
  private final Consumer<String> warnings;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long lost;
  private FileChannel channel;
  private long end = -1;
  private boolean failing;

  /**
   * Describes the log; the file is opened, and made if absent, by the first record.
   *
   * @param path the file; records are added to its end
   * @param warnings told in a sentence when records cannot be written and when they can again; must
   *     not write to this log
   */
  public LogFile(Path path, Consumer<String> warnings) {
    this.path = path.toAbsolutePath();
    this.warnings = warnings;
  }

  /** Cuts what a crash left of a last line, where the records are lines of text. */
  public void startAfterLastLine() {
    try {
      if (Files.exists(path)) {
        cutUnfinishedLine();
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void cutUnfinishedLine() throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = file.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      while (size > 0 && file.read(last.clear(), size - 1) == 1 && last.get(0) != '\n') {
        size--;
      }
      file.truncate(size);
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** Adds a record; it is in the file when the call returns, or waits. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
    waitingBytes += length;
    attempt();
    while (waitingBytes > MOST_WAITING) {
      waitingBytes -= waiting.remove().length;
      lost++;
    }
  }

  /** Tries to write what waits. */
  @Override
  public void flush() {
    if (!waiting.isEmpty()) {
      attempt();
    }
  }

  /** Tries a last time to write what waits, and closes the file; says what is lost. */
  @Override
  public void close() {
    flush();
    try {
      closeChannel();
    } catch (IOException e) {
      fail(e);
    }
    if (!waiting.isEmpty()) {
      warnings.accept(
          String.format(
              Locale.ROOT, "%d records are missing at the end of %s", waiting.size(), path));
      waiting.clear();
    }
  }

  private void attempt() {
    try {
      writeWaiting();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void writeWaiting() throws IOException {
    if (channel == null) {
      open();
    }
    while (!waiting.isEmpty()) {
      ByteBuffer record = ByteBuffer.wrap(waiting.element());
      while (record.hasRemaining()) {
        channel.write(record, end + record.position());
      }
      end += record.limit();
      waitingBytes -= waiting.remove().length;
    }
    if (failing) {
      failing = false;
      String missing = lost == 0 ? "" : "; " + lost + " records are missing in it";
      lost = 0;
      warnings.accept(path + " is written again" + missing);
    }
  }

  /** Opens the file where the last whole record ends: a failed attempt may have left a part. */
  private void open() throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    end = end < 0 ? channel.size() : Math.min(end, channel.size());
    channel.truncate(end);
  }

  private void closeChannel() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  /** Warns once, and gives the file back: a handle that failed may never work again. */
  private void fail(IOException cause) {
    try {
      closeChannel();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    if (!failing) {
      failing = true;
      warnings.accept(
          "cannot write "
              + path
              + ": "
              + cause
              + ". The run goes on, and tries again; make room on the disk or mend its rights");
    }
  }
}
