package io.finetune.fault;

/** MATLAB 5 files put together element by element. */
final class Mat {

  private static final int CELLS = 1;
  private static final int INT8 = 1;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;

  private Mat() {}

  /** A header, little-endian, and what follows. */
  static byte[] of(byte[]... elements) {
    return Bytes.join(new byte[124], Bytes.of(0, 1, 'I', 'M'), Bytes.join(elements));
  }

  /** A tag that may lie about its length. */
  static byte[] element(int type, int length, byte[] data) {
    return Bytes.join(Bytes.little32(type), Bytes.little32(length), data);
  }

  private static byte[] padded(int type, byte[] data) {
    return element(type, data.length, Bytes.join(data, new byte[(8 - data.length % 8) % 8]));
  }

  /** An array of a class, a number of elements, and its content. */
  static byte[] matrix(int arrayClass, int count, String name, byte[] content) {
    return matrix(arrayClass, name, content, count, 1);
  }

  static byte[] matrix(int arrayClass, String name, byte[] content, int... dimensions) {
    byte[] sides = new byte[0];
    for (int dimension : dimensions) {
      sides = Bytes.join(sides, Bytes.little32(dimension));
    }
    return padded(
        MATRIX,
        Bytes.join(
            padded(UINT32, Bytes.join(Bytes.little32(arrayClass), new byte[4])),
            padded(dimensions.length > 2 ? UINT32 : INT32, sides),
            padded(INT8, Bytes.text(name)),
            content));
  }

  /** A cell in a cell in a cell, written from the inside, whose lengths are those of the rest. */
  static byte[] nested(int depth) {
    byte[] shell = matrix(CELLS, 1, "c", new byte[0]);
    byte[] all = Bytes.repeat(shell, depth);
    for (int i = 0; i < depth; i++) {
      int at = i * shell.length;
      System.arraycopy(Bytes.little32(all.length - at - 8), 0, all, at + 4, 4);
    }
    return all;
  }

  /** So many zeros, packed. */
  static byte[] packed(int count) {
    byte[] deflated = Png.deflated(count);
    return element(COMPRESSED, deflated.length, deflated);
  }
}
