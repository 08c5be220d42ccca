package io.finetune.data;

import io.finetune.DataException;
import io.finetune.FileContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.InflaterInputStream;

/**
 * Reads the variables of a MATLAB 5 file (MAT-File Format, MathWorks, chapter 1), compressed or
 * not: numbers, text, cells and structs.
 */
final class MatFile {

  private static final int HEADER = 128;
  private static final int MAX_ELEMENTS = 50_000_000;

  /** Files are read up to this size, packed and unpacked; the largest published one has 1 MB. */
  private static final int MAX_BYTES = 64 << 20;

  /** Cells and structs within each other; the published files have three levels. */
  private static final int MAX_DEPTH = 16;

  // Data types of elements (table 1-1).
  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int INT16 = 3;
  private static final int UINT16 = 4;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int SINGLE = 7;
  private static final int DOUBLE = 9;
  private static final int INT64 = 12;
  private static final int UINT64 = 13;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int UTF8 = 16;
  private static final int UTF16 = 17;

  // Classes of arrays (table 1-3).
  private static final int CELL_CLASS = 1;
  private static final int STRUCT_CLASS = 2;
  private static final int CHAR_CLASS = 4;
  private static final int FIRST_NUMBER_CLASS = 6;
  private static final int LAST_NUMBER_CLASS = 15;

  private MatFile() {}

  private record Element(int type, ByteBuffer data) {}

  private record Named(String name, MatValue value) {}

  /**
   * Reads all variables of a file.
   *
   * @throws DataException if it cannot be read or is no intact MATLAB 5 file
   */
  static Map<String, MatValue> read(Path file) {
    try {
      return read(ByteBuffer.wrap(FileContent.read(file, MAX_BYTES)));
    } catch (IOException
        | BufferUnderflowException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s is no intact MATLAB 5 file (%s); fetch it again.", file, e),
          e);
    }
  }

  private static Map<String, MatValue> read(ByteBuffer file) throws IOException {
    if (file.remaining() < HEADER) {
      throw new IllegalArgumentException("shorter than the header of 128 bytes");
    }
    char endian = file.getChar(HEADER - 2);
    file.order(order(endian));
    file.position(HEADER);
    Map<String, MatValue> variables = new LinkedHashMap<>();
    while (file.remaining() >= 8) {
      Element element = element(file);
      if (element.type == COMPRESSED) {
        element = element(inflate(element.data));
      }
      Named variable = matrix(element, 0);
      variables.put(variable.name, variable.value);
    }
    return variables;
  }

  private static ByteOrder order(char endian) {
    return switch (endian) {
      case ('M' << 8) | 'I' -> ByteOrder.BIG_ENDIAN;
      case ('I' << 8) | 'M' -> ByteOrder.LITTLE_ENDIAN;
      default -> throw new IllegalArgumentException("no endian mark at byte 126");
    };
  }

  private static ByteBuffer inflate(ByteBuffer data) throws IOException {
    byte[] packed = new byte[data.remaining()];
    data.get(packed);
    try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = stream.readNBytes(MAX_BYTES);
      if (stream.read() >= 0) {
        throw new IllegalArgumentException("an element of more than " + MAX_BYTES + " bytes");
      }
      return ByteBuffer.wrap(plain).order(data.order());
    }
  }

  /**
   * Takes the next element: a tag, its data, and padding to 8 bytes (not after compressed data).
   */
  private static Element element(ByteBuffer from) {
    int tag = from.getInt();
    if (tag >>> 16 != 0) { // small element: length, type and up to 4 bytes of data in 8 bytes
      int small = tag >>> 16;
      if (small > 4) {
        throw new IllegalArgumentException("a small element of " + small + " bytes");
      }
      ByteBuffer data = take(from, small);
      from.position(from.position() + 4 - small);
      return new Element(tag & 0xFFFF, data);
    }
    int length = from.getInt();
    ByteBuffer data = take(from, length);
    if (tag != COMPRESSED) {
      from.position(Math.min(from.limit(), from.position() + (8 - length % 8) % 8));
    }
    return new Element(tag, data);
  }

  private static ByteBuffer take(ByteBuffer from, int length) {
    if (length < 0 || length > from.remaining()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "an element of %d bytes with %d left", length, from.remaining()));
    }
    ByteBuffer data = from.slice(from.position(), length).order(from.order());
    from.position(from.position() + length);
    return data;
  }

  private static Named matrix(Element element, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("arrays within arrays, more than " + MAX_DEPTH + " deep");
    }
    if (element.type != MATRIX) {
      throw new IllegalArgumentException("an element of type " + element.type + " for an array");
    }
    ByteBuffer body = element.data;
    if (!body.hasRemaining()) {
      return new Named("", new MatValue.Numbers(new double[0]));
    }
    int arrayClass = element(body).data.getInt() & 0xFF;
    long count = 1;
    for (double dimension : numbers(element(body))) {
      count = Math.multiplyExact(count, (long) dimension);
    }
    if (count < 0 || count > MAX_ELEMENTS) {
      throw new IllegalArgumentException("an array of " + count + " elements");
    }
    String name = text(element(body));
    return new Named(name, value(arrayClass, (int) count, body, depth));
  }

  private static MatValue value(int arrayClass, int count, ByteBuffer body, int depth) {
    if (arrayClass == CELL_CLASS) {
      List<MatValue> cells = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        cells.add(matrix(element(body), depth + 1).value);
      }
      return new MatValue.Cells(cells);
    } else if (arrayClass == STRUCT_CLASS) {
      return structs(count, body, depth);
    } else if (arrayClass == CHAR_CLASS) {
      return new MatValue.Text(text(element(body)));
    } else if (arrayClass >= FIRST_NUMBER_CLASS && arrayClass <= LAST_NUMBER_CLASS) {
      return new MatValue.Numbers(numbers(element(body)));
    }
    throw new IllegalArgumentException("an array of class " + arrayClass + ", which is not read");
  }

  private static MatValue structs(int count, ByteBuffer body, int depth) {
    int nameLength = element(body).data.getInt();
    ByteBuffer names = element(body).data;
    List<String> fields = new ArrayList<>();
    while (nameLength > 0 && names.remaining() >= nameLength) {
      byte[] field = new byte[nameLength];
      names.get(field);
      String padded = new String(field, StandardCharsets.US_ASCII);
      fields.add(padded.substring(0, Math.max(0, padded.indexOf('\0'))));
    }
    if (fields.isEmpty() && count > 0) { // would cost memory, and nothing in the file
      throw new IllegalArgumentException(count + " structs without fields");
    }
    List<Map<String, MatValue>> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, MatValue> element = new LinkedHashMap<>();
      for (String field : fields) {
        element.put(field, matrix(element(body), depth + 1).value);
      }
      elements.add(element);
    }
    return new MatValue.Structs(elements);
  }

  private static String text(Element element) {
    ByteBuffer data = element.data;
    if (element.type == UINT16 || element.type == UTF16) {
      return data.asCharBuffer().toString();
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return new String(
        bytes, element.type == UTF8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  private static double[] numbers(Element element) {
    ByteBuffer data = element.data;
    double[] values = new double[data.remaining() / width(element.type)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (element.type) {
            case INT8 -> data.get();
            case UINT8 -> data.get() & 0xFF;
            case INT16 -> data.getShort();
            case UINT16 -> data.getChar();
            case INT32 -> data.getInt();
            case UINT32 -> Integer.toUnsignedLong(data.getInt());
            case SINGLE -> data.getFloat();
            case DOUBLE -> data.getDouble();
            default -> data.getLong();
          };
    }
    return values;
  }

  private static int width(int type) {
    return switch (type) {
      case INT8, UINT8 -> 1;
      case INT16, UINT16 -> 2;
      case INT32, UINT32, SINGLE -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> throw new IllegalArgumentException("numbers of unknown type " + type);
    };
  }
}
