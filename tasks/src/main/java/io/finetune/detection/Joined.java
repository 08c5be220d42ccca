package io.finetune.detection;

import java.util.List;
import java.util.stream.LongStream;

/** Arrays of single images put one after the other, as a batch has them. */
final class Joined {

  private Joined() {}

  static float[] floats(List<float[]> parts) {
    float[] joined = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  static long[] longs(List<long[]> parts) {
    return parts.stream().flatMapToLong(LongStream::of).toArray();
  }
}
