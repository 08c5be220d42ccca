package io.finetune.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pieces of files. */
final class Bytes {

  private Bytes() {}

  /** A picture of 40x64 pixels in four plain quadrants, of the decoder's own tests. */
  static byte[] picture(String name) {
    return resource("io/finetune/image/" + name);
  }

  static byte[] resource(String path) {
    try (InputStream in = Bytes.class.getClassLoader().getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] part(byte[] bytes, int from) {
    return part(bytes, from, bytes.length);
  }

  static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The first share of bytes; 1 leaves the last byte out. */
  static byte[] cut(byte[] bytes, double share) {
    return part(bytes, 0, (int) Math.min(bytes.length - 1, share * bytes.length));
  }

  /** Other bytes from a place on. */
  static byte[] put(byte[] bytes, int at, byte... other) {
    byte[] copy = bytes.clone();
    System.arraycopy(other, 0, copy, at, other.length);
    return copy;
  }

  /** Where a sequence first is. */
  static int find(byte[] bytes, int... sequence) {
    for (int at = 0; at + sequence.length <= bytes.length; at++) {
      boolean equal = true;
      for (int i = 0; i < sequence.length; i++) {
        equal &= (bytes[at + i] & 0xFF) == sequence[i];
      }
      if (equal) {
        return at;
      }
    }
    throw new IllegalArgumentException("no such bytes");
  }

  static byte[] of(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] int16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  static byte[] little32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] little16(int value) {
    return ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) value).array();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] repeat(byte[] bytes, int times) {
    byte[] all = new byte[Math.multiplyExact(bytes.length, times)];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }
}
