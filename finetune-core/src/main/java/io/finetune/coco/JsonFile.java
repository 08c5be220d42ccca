package io.finetune.coco;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.finetune.DataException;
import io.finetune.region.Box;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A JSON file that is read from front to back, value by value, with errors that say where.
 *
 * <p>Every method that reads a value expects the parser on the value's first token and leaves it on
 * its last.
 */
final class JsonFile implements AutoCloseable {

  /** Makes something of a file's outermost value. */
  @FunctionalInterface
  interface Reading<T> {
    T read(JsonFile json) throws IOException;
  }

  /** Reads one element of a list. */
  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int BOX = 4;
  private static final int SHOWN = 40;
  private static final double EXACT_INTEGERS = 1L << 53;

  private final Path file;
  private final NumberListParser parser;
  private final DoubleColumn scratch = new DoubleColumn();
  private String list = "";
  private int element;

  private JsonFile(Path file, NumberListParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @param reading makes something of its outermost value; the parser is on its first token
   * @return what was made
   * @throws DataException if the file cannot be read, is not JSON, or holds more than one value
   */
  static <T> T read(Path file, Reading<T> reading) {
    try (JsonFile json = open(file)) {
      return json.read(reading);
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s cannot be read (%s); give the path of a COCO file.",
              file.toAbsolutePath(),
              e),
          e);
    }
  }

  private static JsonFile open(Path file) throws IOException {
    PushbackInputStream in =
        new PushbackInputStream(Files.newInputStream(file), BYTE_ORDER_MARK.length);
    try {
      byte[] head = in.readNBytes(BYTE_ORDER_MARK.length);
      requireBytes(head);
      if (!Arrays.equals(head, BYTE_ORDER_MARK)) {
        in.unread(head);
      }
      return new JsonFile(file, new NumberListParser(in));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** JSON begins with two ASCII characters; UTF-16 has a mark or a zero byte there. */
  private static void requireBytes(byte[] head) throws IOException {
    for (int i = 0; i < Math.min(2, head.length); i++) {
      if (head[i] == 0 || head[i] == (byte) 0xFE || head[i] == (byte) 0xFF) {
        throw new IOException("it is no text in UTF-8, maybe in UTF-16; save it as UTF-8");
      }
    }
  }

  private <T> T read(Reading<T> reading) throws IOException {
    try {
      if (parser.nextToken() == null) {
        throw error("is empty, expected JSON");
      }
      return reading.read(this);
    } catch (JsonProcessingException e) {
      String format =
          parser.isExhausted()
              ? "%s%s ends in the middle (%s); it is cut off, fetch or write it again."
              : "%s%s is not valid JSON: %s";
      String place = e.getLocation() == null ? "" : place(e.getLocation());
      throw new DataException(
          String.format(Locale.ROOT, format, file, place, e.getOriginalMessage()), e);
    }
  }

  /** An error at the current place. */
  DataException error(String message) {
    String where = list.isEmpty() ? "" : ", " + list + "[" + element + "]";
    String place = parser.currentToken() == null ? "" : place(parser.currentTokenLocation());
    return new DataException(file + where + place + ": " + message);
  }

  private static String place(JsonLocation at) {
    return String.format(Locale.ROOT, " (line %d, column %d)", at.getLineNr(), at.getColumnNr());
  }

  /** The error for a value of the wrong kind. */
  DataException expected(String what, String expected) throws IOException {
    String found =
        switch (parser.currentToken()) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> "\"" + shown() + "\"";
          default -> shown();
        };
    return error(what + " is " + found + ", expected " + expected);
  }

  private String shown() throws IOException {
    String text = parser.getText();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  boolean isList() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** The next key of an object, with the parser on its value; null at the object's end. */
  String nextKey() throws IOException {
    String key = parser.nextFieldName();
    if (key != null) {
      parser.nextToken();
    }
    return key;
  }

  /** Goes to the next element of a list; false at the list's end. */
  boolean nextElement() throws IOException {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** Passes over a value, whatever it is. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** Checks that nothing follows the outermost value. */
  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw expected("what follows the end", "nothing");
    }
  }

  /**
   * Reads a list of objects.
   *
   * @param name what errors call the list
   */
  void objects(String name, Element reader) throws IOException {
    if (!isList()) {
      throw expected("\"" + name + "\"", "a list");
    }
    list = name;
    for (element = 0; nextElement(); element++) {
      if (!isObject()) {
        throw expected("the element", "an object");
      }
      reader.read();
    }
    list = "";
  }

  /** A value that may be null, or be left out. */
  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** A whole number; 18.0 is one, too, as programs in Python write such ids. */
  long integer(String what) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = parser.getDoubleValue();
      if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS) {
        return (long) value;
      }
    }
    throw expected(what, "a whole number");
  }

  /** A whole number of {@code [least, 2^31)}. */
  int count(String what, int least) throws IOException {
    long value = integer(what);
    if (value < least || value > Integer.MAX_VALUE) {
      throw expected(what, "a whole number from " + least + " to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** A finite number. */
  double number(String what) throws IOException {
    double value = finite();
    if (Double.isNaN(value)) {
      throw expected(what, "a finite number");
    }
    return value;
  }

  /** The current number if it is one and finite, otherwise NaN. */
  private double finite() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = parser.getDoubleValue();
      return Double.isFinite(value) ? value : Double.NaN;
    }
    return Double.NaN;
  }

  /** Reads a list of finite numbers to the end of a column; returns how many. */
  int numbers(String what, DoubleColumn numbers) throws IOException {
    if (!isList()) {
      throw expected(what, "a list of numbers");
    }
    int count = parser.readPlainNumbers(numbers);
    for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
      double value = finite();
      if (Double.isNaN(value)) {
        throw expected("number " + count + " of " + what, "a finite number");
      }
      numbers.add(value);
      count++;
    }
    return count;
  }

  /** A box, {@code [x, y, width, height]}; null for []. */
  Box box(String what) throws IOException {
    scratch.truncate(0);
    int count = numbers(what, scratch);
    if (count == 0) {
      return null;
    }
    if (count != BOX) {
      throw error(what + " has " + count + " numbers, expected [x, y, width, height]");
    }
    return new Box(scratch.get(0), scratch.get(1), scratch.get(2), scratch.get(3));
  }

  /** 0 or 1, or false or true. */
  boolean flag(String what) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        long value = integer(what);
        if (value != 0 && value != 1) {
          throw expected(what, "0 or 1");
        }
        yield value == 1;
      }
      default -> throw expected(what, "0 or 1");
    };
  }

  String text(String what) throws IOException {
    if (!isText()) {
      throw expected(what, "text");
    }
    return parser.getText();
  }

  /** Appends a text of ASCII characters to a column. */
  void ascii(String what, ByteColumn bytes) throws IOException {
    String text = text(what);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        throw expected(what, "ASCII characters only");
      }
      bytes.add((byte) text.charAt(i));
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
