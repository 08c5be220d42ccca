package io.finetune.coco;

import java.util.Arrays;
import java.util.Objects;

/**
 * A growing column of doubles. Past its first chunk it grows by whole chunks, so that growing a
 * column of hundreds of megabytes never holds it twice.
 */
final class DoubleColumn {

  /** Small enough for a chunk not to be a humongous object to G1, which would double its size. */
  private static final int CHUNK_BITS = 15;

  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST = 16;

  private double[][] chunks = {new double[FIRST]};
  private int size;

  int size() {
    return size;
  }

  double get(int index) {
    Objects.checkIndex(index, size);
    return chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)];
  }

  void add(double value) {
    int chunk = size >>> CHUNK_BITS;
    int place = size & (CHUNK - 1);
    if (chunk == chunks.length || chunks[chunk] == null || place == chunks[chunk].length) {
      grow(chunk);
    }
    chunks[chunk][place] = value;
    size++;
  }

  void set(int index, double value) {
    Objects.checkIndex(index, size);
    chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)] = value;
  }

  /** Drops the values from a place on; their memory is used again. */
  void truncate(int newSize) {
    Objects.checkFromToIndex(0, newSize, size);
    size = newSize;
  }

  /** Copies the values of {@code [from, to)}. */
  double[] copy(int from, int to) {
    double[] values = new double[to - from];
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
    chunks[chunk] = chunk == 0 ? Arrays.copyOf(chunks[0], 2 * chunks[0].length) : new double[CHUNK];
  }
}
