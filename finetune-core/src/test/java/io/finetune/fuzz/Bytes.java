package io.finetune.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Grows an array of bytes; integers little-endian, or big-endian where said. */
final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes raw(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  Bytes text(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The lower {@code width} bytes of a value, the lowest first. */
  Bytes little(int width, long value) {
    for (int i = 0; i < width; i++) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }

  /** The lower {@code width} bytes of a value, the highest first. */
  Bytes big(int width, long value) {
    for (int i = width - 1; i >= 0; i--) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] done() {
    return out.toByteArray();
  }
}
