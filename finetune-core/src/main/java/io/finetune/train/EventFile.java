package io.finetune.train;

import io.finetune.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: TFRecords, each holding one {@code Event} message.
 *
 * <p>A record is its length (8 bytes, little-endian), the masked CRC-32C of the length, the bytes,
 * the masked CRC-32C of the bytes. An event holds the wall time, the step and a summary: a list of
 * tagged values, see {@link SummaryValues}.
 */
final class EventFile implements AutoCloseable {

  /** Field numbers of {@code event.proto}. */
  private static final int EVENT_WALL_TIME = 1;

  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SESSION_LOG_STATUS = 1;
  private static final int SUMMARY_VALUE = 1;

  private static final int SESSION_START = 1;

  /** What is around the bytes of a record. */
  private static final int LENGTH_AND_CRC = Long.BYTES + Integer.BYTES;

  private final LogFile out;
  private final Clock clock;

  /**
   * Starts the file.
   *
   * @param file where; must not exist
   * @param warnings told when an event cannot be written; it waits then for the next
   * @param clock gives the wall time of the events
   */
  EventFile(Path file, Consumer<String> warnings, Clock clock) {
    this.clock = clock;
    out = new LogFile(file, warnings);
    write(event().string(EVENT_FILE_VERSION, "brain.Event:2"));
  }

  /** Tells TensorBoard to forget what earlier files of the folder hold from this step on. */
  void restartAt(long step) {
    ProtoMessage start = new ProtoMessage().int64(SESSION_LOG_STATUS, SESSION_START);
    write(event().int64(EVENT_STEP, step).message(EVENT_SESSION_LOG, start));
  }

  /** Begins the summary of a step; nothing is written before {@link Step#end}. */
  Step step(long step) {
    return new Step(step);
  }

  /** The tagged values of one step. */
  final class Step {
    private final long step;
    private final ProtoMessage summary = new ProtoMessage();

    private Step(long step) {
      this.step = step;
    }

    Step scalar(String tag, double value) {
      return add(SummaryValues.scalar(tag, value));
    }

    Step add(ProtoMessage value) {
      summary.message(SUMMARY_VALUE, value);
      return this;
    }

    void end() {
      write(event().int64(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
    }
  }

  @Override
  public void close() {
    out.close();
  }

  /**
   * Cuts a file after its last whole record, where the process died within one.
   *
   * @param file an event file that nobody writes to
   * @throws IOException if it cannot be read or cut
   */
  static void cutUnfinished(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int whole = wholeRecords(bytes);
    if (whole < bytes.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
  }

  /** How many of the bytes are whole records, one behind the other. */
  private static int wholeRecords(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int whole = 0;
    while (file.remaining() >= LENGTH_AND_CRC) {
      byte[] length = Arrays.copyOfRange(bytes, whole, whole + Long.BYTES);
      long size = file.getLong();
      if (file.getInt() != maskedCrc(length, Long.BYTES)
          || size < 0
          || size > file.remaining() - Integer.BYTES) {
        return whole;
      }
      byte[] data = new byte[(int) size];
      file.get(data);
      if (file.getInt() != maskedCrc(data, data.length)) {
        return whole;
      }
      whole = file.position();
    }
    return whole;
  }

  private ProtoMessage event() {
    return new ProtoMessage().float64(EVENT_WALL_TIME, seconds());
  }

  /** The time of the clock, in seconds since 1970. */
  double seconds() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1_000_000_000.0;
  }

  /** Writes the record with one call, so that a reader of the growing file sees whole records. */
  private void write(ProtoMessage event) {
    byte[] data = event.toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(LENGTH_AND_CRC + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(maskedCrc(data, data.length));
    out.write(record.array());
  }

  /** TFRecord's checksum: a CRC of bytes that hold CRCs is weak, so it is rotated and offset. */
  static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
  }
}
