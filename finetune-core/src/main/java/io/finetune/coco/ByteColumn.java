package io.finetune.coco;

import java.util.Arrays;
import java.util.Objects;

/**
 * A growing column of bytes. Past its first chunk it grows by whole chunks, so that growing a
 * column of hundreds of megabytes never holds it twice.
 */
final class ByteColumn {

  /** Small enough for a chunk not to be a humongous object to G1, which would double its size. */
  private static final int CHUNK_BITS = 15;

  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST = 16;

  private byte[][] chunks = {new byte[FIRST]};
  private int size;

  int size() {
    return size;
  }

  byte get(int index) {
    Objects.checkIndex(index, size);
    return chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)];
  }

  void add(byte value) {
    int chunk = size >>> CHUNK_BITS;
    int place = size & (CHUNK - 1);
    if (chunk == chunks.length || chunks[chunk] == null || place == chunks[chunk].length) {
      grow(chunk);
    }
    chunks[chunk][place] = value;
    size++;
  }

  /** Copies the values of {@code [from, to)}. */
  byte[] copy(int from, int to) {
    byte[] values = new byte[to - from];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(from + i);
    }
    return values;
  }

  private void grow(int chunk) {
    if (size == Integer.MAX_VALUE) {
      throw new IllegalStateException("a column holds at most 2^31 - 1 values");
    }
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunk);
    }
    chunks[chunk] = chunk == 0 ? Arrays.copyOf(chunks[0], 2 * chunks[0].length) : new byte[CHUNK];
  }
}
