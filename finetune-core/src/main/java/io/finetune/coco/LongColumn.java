package io.finetune.coco;

import java.util.Arrays;
import java.util.Objects;

/**
 * A growing column of longs. Past its first chunk it grows by whole chunks, so that growing a
 * column of hundreds of megabytes never holds it twice.
 */
final class LongColumn {

  /** Small enough for a chunk not to be a humongous object to G1, which would double its size. */
  private static final int CHUNK_BITS = 15;

  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST = 16;

  private long[][] chunks = {new long[FIRST]};
  private int size;

  int size() {
    return size;
  }

  long get(int index) {
    Objects.checkIndex(index, size);
    return chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)];
  }

  void add(long value) {
    int chunk = size >>> CHUNK_BITS;
    int place = size & (CHUNK - 1);
    if (chunk == chunks.length || chunks[chunk] == null || place == chunks[chunk].length) {
      grow(chunk);
    }
    chunks[chunk][place] = value;
    size++;
  }

  private void grow(int chunk) {
    if (size == Integer.MAX_VALUE) {
      throw new IllegalStateException("a column holds at most 2^31 - 1 values");
    }
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * chunk);
    }
    chunks[chunk] = chunk == 0 ? Arrays.copyOf(chunks[0], 2 * chunks[0].length) : new long[CHUNK];
  }
}
