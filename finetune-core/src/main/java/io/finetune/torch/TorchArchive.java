package io.finetune.torch;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the zip that PyTorch reads: records in one folder, stored as they are, each beginning at a
 * multiple of 64 bytes so that tensors can be used where they lie in a mapped file. Equal records
 * make equal archives.
 */
public final class TorchArchive implements AutoCloseable {

  private static final byte[] VERSION = "3\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LITTLE_ENDIAN = "little".getBytes(StandardCharsets.US_ASCII);
  private static final int ALIGNMENT = 64;
  private static final int HEADER_BYTES = 30;
  private static final int FIELD_BYTES = 4;
  private static final short PADDING_FIELD = 0x4246; // "FB", PyTorch's own padding
  private static final LocalDateTime SOME_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Counter counter;
  private final ZipOutputStream zip;
  private final String folder;

  /**
   * Begins an archive with the records that all of them have.
   *
   * @param out where it goes; closed with the archive
   * @param folder the folder of its records, as {@code archive}
   * @throws IOException if it cannot be written
   */
  public TorchArchive(OutputStream out, String folder) throws IOException {
    this.folder = folder + "/";
    counter = new Counter(out);
    zip = new ZipOutputStream(counter);
    zip.setMethod(ZipOutputStream.STORED);
    add("version", VERSION);
    add("byteorder", LITTLE_ENDIAN);
  }

  /**
   * Adds a record.
   *
   * @param name its name in the folder
   * @param content its bytes
   * @throws IOException if it cannot be written
   */
  public void add(String name, byte[] content) throws IOException {
    add(name, ByteBuffer.wrap(content));
  }

  /**
   * Adds a record.
   *
   * @param name its name in the folder
   * @param content its bytes, those that remain in the buffer, which is not changed
   * @throws IOException if it cannot be written
   */
  public void add(String name, ByteBuffer content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    ZipEntry entry = new ZipEntry(folder + name);
    entry.setSize(content.remaining());
    entry.setCompressedSize(content.remaining());
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(SOME_TIME);
    entry.setExtra(padding(entry.getName()));
    zip.putNextEntry(entry);
    copy(content.duplicate());
    zip.closeEntry();
  }

  /** The extra field that moves the content behind this record's header to the next multiple. */
  private byte[] padding(String name) {
    int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
    long start = counter.count + HEADER_BYTES + nameBytes + FIELD_BYTES;
    int length = (int) ((ALIGNMENT - start % ALIGNMENT) % ALIGNMENT);
    return ByteBuffer.allocate(FIELD_BYTES + length)
        .putShort(Short.reverseBytes(PADDING_FIELD))
        .putShort(Short.reverseBytes((short) length))
        .array();
  }

  private void copy(ByteBuffer content) throws IOException {
    byte[] chunk = new byte[Math.min(content.remaining(), 1 << 16)];
    while (content.hasRemaining()) {
      int length = Math.min(content.remaining(), chunk.length);
      content.get(chunk, 0, length);
      zip.write(chunk, 0, length);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Knows how far the archive has come. */
  private static final class Counter extends FilterOutputStream {

    private long count;

    Counter(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }
}
