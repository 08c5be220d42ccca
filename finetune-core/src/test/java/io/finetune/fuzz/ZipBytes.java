package io.finetune.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Zip archives written byte by byte, so that they may lie. */
final class ZipBytes {

  /**
   * An entry.
   *
   * @param name as it stands in both headers
   * @param data the content
   * @param method 0 stored, 8 deflated
   * @param mode the Unix mode, of links and devices too
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Item(String name, byte[] data, int method, int mode) {

    static Item stored(String name, byte[] data) {
      return new Item(name, data, 0, 0);
    }

    Item withData(byte[] other) {
      return new Item(name, other, method, mode);
    }
  }

  /** Offset and width of the numbers of a header, behind its signature. */
  private record Field(int offset, int width) {}

  private static final List<Field> LOCAL =
      fields(4, 2, 6, 2, 8, 2, 14, 4, 18, 4, 22, 4, 26, 2, 28, 2);
  private static final List<Field> CENTRAL =
      fields(4, 2, 8, 2, 10, 2, 16, 4, 20, 4, 24, 4, 28, 2, 30, 2, 32, 2, 34, 2, 38, 4, 42, 4);
  private static final List<Field> END = fields(4, 2, 6, 2, 8, 2, 10, 2, 12, 4, 16, 4, 20, 2);

  private ZipBytes() {}

  private static List<Field> fields(int... numbers) {
    List<Field> out = new ArrayList<>();
    for (int i = 0; i < numbers.length; i += 2) {
      out.add(new Field(numbers[i], numbers[i + 1]));
    }
    return out;
  }

  /** The entries of a sound archive, to be written again. */
  static List<Item> items(byte[] zip) {
    List<Item> out = new ArrayList<>();
    try (ZipFile in =
        ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(zip)).get()) {
      for (ZipArchiveEntry entry : Collections.list(in.getEntries())) {
        try (InputStream data = in.getInputStream(entry)) {
          out.add(new Item(entry.getName(), data.readAllBytes(), 0, entry.getUnixMode()));
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the sound files are sound", e);
    }
    return out;
  }

  /** An archive of entries, one after the other. */
  static byte[] of(List<Item> items) {
    Bytes out = new Bytes();
    Bytes directory = new Bytes();
    for (Item item : items) {
      int offset = out.size();
      byte[] name = new Bytes().text(item.name).done();
      byte[] packed = item.method == 0 ? item.data : deflated(item.data);
      byte[] facts = facts(item, packed, name.length);
      out.raw('P', 'K', 3, 4).raw(facts).raw(name).raw(packed);
      directory.raw('P', 'K', 1, 2).little(2, 0x0314).raw(facts).little(2, 0).little(2, 0);
      directory.little(2, 0).little(4, (long) item.mode << 16).little(4, offset).raw(name);
    }
    int start = out.size();
    out.raw(directory.done()).raw('P', 'K', 5, 6).little(4, 0);
    out.little(2, items.size()).little(2, items.size());
    return out.little(4, directory.size()).little(4, start).little(2, 0).done();
  }

  private static byte[] facts(Item item, byte[] packed, int nameLength) {
    CRC32 crc = new CRC32();
    crc.update(item.data);
    return new Bytes()
        .little(2, 20)
        .little(2, 1 << 11)
        .little(2, item.method)
        .little(4, 0)
        .little(4, crc.getValue())
        .little(4, packed.length)
        .little(4, item.data.length)
        .little(2, nameLength)
        .little(2, 0)
        .done();
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(data);
    deflater.finish();
    Bytes out = new Bytes();
    byte[] chunk = new byte[1 << 12];
    while (!deflater.finished()) {
      int n = deflater.deflate(chunk);
      out.raw(Arrays.copyOf(chunk, n));
    }
    deflater.end();
    return out.done();
  }

  /** Entries that are missing, doubled, renamed, packed, swapped, or huge. */
  static List<Item> shuffled(List<Item> sound, SplittableRandom random) {
    List<Item> out = new ArrayList<>(sound);
    for (int left = random.nextInt(1, 4); left > 0 && !out.isEmpty(); left--) {
      int at = random.nextInt(out.size());
      Item item = out.get(at);
      Item other = out.get(random.nextInt(out.size()));
      switch (random.nextInt(8)) {
        case 0 -> out.remove(at);
        case 1 -> out.add(random.nextInt(out.size()), item);
        case 2 -> out.set(at, item.withData(other.data));
        case 3 -> out.set(at, new Item(other.name, item.data, 0, 0));
        case 4 -> out.set(at, new Item(item.name, item.data, 8, 0));
        case 5 -> out.set(at, new Item(item.name, new byte[1 << random.nextInt(22)], 8, 0));
        case 6 -> out.set(at, item.withData(ByteMutations.some(item.data, random)));
        default -> out.set(at, new Item(odd(item.name, random), item.data, 0, random.nextInt()));
      }
    }
    return out;
  }

  static String odd(String name, SplittableRandom random) {
    return switch (random.nextInt(9)) {
      case 0 -> "../" + name;
      case 1 -> "/" + name;
      case 2 -> name + "/";
      case 3 -> name.replace('/', '\\');
      case 4 -> "C:" + name;
      case 5 -> name + "\0";
      case 6 -> "";
      case 7 -> "x/".repeat(1 << random.nextInt(12)) + name;
      default -> name.toUpperCase(Locale.ROOT);
    };
  }

  /** Extreme numbers in the headers of an archive; the content stays as it is. */
  static byte[] lying(byte[] zip, SplittableRandom random) {
    byte[] out = zip.clone();
    List<Integer> headers = new ArrayList<>();
    for (int at = 0; at + 22 <= out.length; at++) {
      if (out[at] == 'P' && out[at + 1] == 'K' && fieldsOf(out, at) != null) {
        headers.add(at);
      }
    }
    for (int left = random.nextInt(1, 4); left > 0 && !headers.isEmpty(); left--) {
      int at = headers.get(random.nextInt(headers.size()));
      List<Field> fields = fieldsOf(out, at);
      Field field = fields.get(random.nextInt(fields.size()));
      // Half of the lies are the truth about another header: overlaps and doubled entries.
      int from = random.nextBoolean() ? headers.get(random.nextInt(headers.size())) : -1;
      byte[] number = new Bytes().little(field.width, Extremes.any(random, out.length)).done();
      int room = Math.min(field.width, out.length - at - field.offset);
      boolean copies = from >= 0 && from + field.offset + field.width <= out.length;
      System.arraycopy(
          copies ? out : number, copies ? from + field.offset : 0, out, at + field.offset, room);
    }
    return out;
  }

  private static List<Field> fieldsOf(byte[] zip, int at) {
    return switch ((zip[at + 2] << 8) | zip[at + 3]) {
      case 0x0304 -> LOCAL;
      case 0x0102 -> at + 46 <= zip.length ? CENTRAL : null;
      case 0x0506 -> END;
      default -> null;
    };
  }

  /** The same archive with a zip64 end record, whose numbers may be extreme. */
  static byte[] zip64(byte[] zip, SplittableRandom random) {
    int end = zip.length - 22;
    long size = little(zip, end + 12);
    long offset = little(zip, end + 16);
    long[] numbers = {size, offset, end};
    if (random.nextInt(4) > 0) {
      numbers[random.nextInt(numbers.length)] = Extremes.any(random, zip.length);
    }
    return new Bytes()
        .raw(Arrays.copyOf(zip, end))
        .raw('P', 'K', 6, 6)
        .little(8, 44)
        .little(4, 45)
        .little(8, 0)
        .little(8, 2)
        .little(8, 2)
        .little(8, numbers[0])
        .little(8, numbers[1])
        .raw('P', 'K', 6, 7)
        .little(4, 0)
        .little(8, numbers[2])
        .little(4, 1)
        .raw('P', 'K', 5, 6)
        .little(4, 0)
        .little(4, 0xFFFFFFFFL)
        .little(4, 0xFFFFFFFFL)
        .little(4, 0xFFFFFFFFL)
        .little(2, 0)
        .done();
  }

  private static long little(byte[] in, int at) {
    long out = 0;
    for (int i = 3; i >= 0; i--) {
      out = (out << 8) | (in[at + i] & 0xFF);
    }
    return out;
  }
}
