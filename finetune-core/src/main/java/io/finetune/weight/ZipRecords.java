package io.finetune.weight;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The records of a PyTorch zip archive, read in place: PyTorch stores records uncompressed, so each
 * is a range of the file. Every record read is checked against its CRC-32.
 */
final class ZipRecords {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final long U32 = 0xFFFFFFFFL;
  private static final long MAX_DIRECTORY = 32L << 20;

  private record Item(String name, boolean plain, int crc, long size, long offset) {}

  private record Directory(long offset, long size) {}

  private final FileBytes file;
  private final Map<String, Item> items = new LinkedHashMap<>();
  private long unread;

  ZipRecords(FileBytes file) {
    this.file = file;
    this.unread = file.size();
    Directory directory = directory();
    if (directory.size > MAX_DIRECTORY) {
      throw file.refuse("its zip directory has " + directory.size + " bytes");
    }
    ByteBuffer in = file.slice(directory.offset, directory.size, "the zip directory");
    while (in.remaining() >= 46 && in.getInt(in.position()) == CENTRAL) {
      Item item = centralItem(in);
      if (items.put(item.name, item) != null) {
        throw file.refuse("the zip record " + item.name + " occurs twice");
      }
    }
    if (in.hasRemaining()) {
      throw file.refuse("its zip directory is damaged");
    }
  }

  static boolean looksLike(FileBytes file) {
    byte[] head = file.head(4);
    return head.length == 4
        && head[0] == 'P'
        && head[1] == 'K'
        && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
  }

  private Directory directory() {
    long tail = Math.min(file.size(), END_BYTES + 0xFFFF);
    ByteBuffer in = file.slice(file.size() - tail, tail, "the end of the zip");
    for (int at = (int) tail - END_BYTES; at >= 0; at--) {
      if (in.getInt(at) == END && at + END_BYTES + (in.getShort(at + 20) & 0xFFFF) == tail) {
        long size = in.getInt(at + 12) & U32;
        long offset = in.getInt(at + 16) & U32;
        boolean large = size == U32 || offset == U32 || (in.getShort(at + 10) & 0xFFFF) == 0xFFFF;
        return large ? directory64(file.size() - tail + at) : new Directory(offset, size);
      }
    }
    throw file.refuse("it has no zip directory at its end, so it is cut off");
  }

  private Directory directory64(long end) {
    ByteBuffer locator = file.slice(end - 20, 20, "the zip64 locator");
    if (locator.getInt(0) != LOCATOR_64) {
      throw file.refuse("its zip64 locator is missing");
    }
    ByteBuffer in = file.slice(locator.getLong(8), 56, "the zip64 end record");
    if (in.getInt(0) != END_64) {
      throw file.refuse("its zip64 end record is missing");
    }
    return new Directory(in.getLong(48), in.getLong(40));
  }

  private Item centralItem(ByteBuffer in) {
    int at = in.position();
    int nameLength = in.getShort(at + 28) & 0xFFFF;
    int extraLength = in.getShort(at + 30) & 0xFFFF;
    int next = at + 46 + nameLength + extraLength + (in.getShort(at + 32) & 0xFFFF);
    if (next > in.limit()) {
      throw file.refuse("its zip directory is cut off");
    }
    byte[] name = new byte[nameLength];
    in.get(at + 46, name);
    long[] sizes = {in.getInt(at + 24) & U32, in.getInt(at + 20) & U32, in.getInt(at + 42) & U32};
    readExtra64(in.slice(at + 46 + nameLength, extraLength).order(in.order()), sizes);
    in.position(next);
    boolean encrypted = (in.getShort(at + 8) & 1) != 0;
    boolean plain = !encrypted && in.getShort(at + 10) == 0 && sizes[0] == sizes[1];
    return new Item(
        new String(name, StandardCharsets.UTF_8), plain, in.getInt(at + 16), sizes[0], sizes[2]);
  }

  /** The zip64 field holds, in this order, those of size, packed size and offset that overflow. */
  private void readExtra64(ByteBuffer extra, long[] sizes) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort();
      int length = extra.getShort() & 0xFFFF;
      if (length > extra.remaining()) {
        throw file.refuse("an extra field of its zip directory is cut off");
      }
      ByteBuffer field = extra.slice(extra.position(), length).order(extra.order());
      extra.position(extra.position() + length);
      for (int i = 0; id == 1 && i < sizes.length; i++) {
        if (sizes[i] == U32 && field.remaining() >= Long.BYTES) {
          sizes[i] = field.getLong();
        }
      }
    }
  }

  /** All record names, in the directory's order. */
  Set<String> names() {
    return items.keySet();
  }

  boolean has(String name) {
    return items.containsKey(name);
  }

  /**
   * The bytes of a record, in place and checked; refuses a missing, packed or damaged one. Each is
   * read once; if together they are longer than the file, they are the same bytes several times.
   */
  ByteBuffer read(String name) {
    Item item = items.get(name);
    if (item == null) {
      throw file.refuse("its record " + name + " is missing");
    }
    if (!item.plain) {
      throw file.refuse("its record " + name + " is compressed or encrypted, PyTorch stores plain");
    }
    ByteBuffer local = file.slice(item.offset, 30, "the header of record " + name);
    int nameLength = local.getShort(26) & 0xFFFF;
    ByteBuffer localName = file.slice(item.offset + 30, nameLength, "the name of record " + name);
    if (local.getInt(0) != LOCAL
        || !StandardCharsets.UTF_8.decode(localName).toString().equals(name)) {
      throw file.refuse("the header of its record " + name + " is not where the directory says");
    }
    long start = item.offset + 30 + nameLength + (local.getShort(28) & 0xFFFF);
    ByteBuffer data = file.slice(start, item.size, "record " + name);
    unread -= item.size;
    if (unread < 0) {
      throw file.refuse("its zip records overlap");
    }
    CRC32 crc = new CRC32();
    crc.update(data.duplicate());
    if ((int) crc.getValue() != item.crc) {
      throw file.refuse("its record " + name + " is damaged: the CRC-32 does not fit");
    }
    return data;
  }
}
