package io.finetune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** The order of samples and the seeds of their augmentation, as pure functions. */
final class EpochOrder {

  private EpochOrder() {}

  /**
   * Returns the indices one shard reads in an epoch, in order.
   *
   * @param equalShards whether every shard gets the same count, by leaving out the remainder;
   *     otherwise counts differ by at most one and nothing is left out
   */
  static int[] indices(
      int size, boolean shuffle, long seed, int epoch, Shard shard, boolean equalShards) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    if (shuffle) {
      SplittableRandom random = new SplittableRandom(mix(mix(seed) + epoch));
      for (int i = size - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }
    int world = shard.worldSize();
    int count = equalShards ? size / world : (size - shard.rank() + world - 1) / world;
    int[] own = new int[count];
    for (int i = 0; i < count; i++) {
      own[i] = order[shard.rank() + i * world];
    }
    return own;
  }

  /**
   * Rearranges an order so that its consecutive batches hold samples of one group each, as far as
   * that goes: what is left of the groups at the end shares the last batches.
   *
   * @param order indices of samples
   * @param batchSize samples in a batch
   * @param groupOf the group of a sample
   * @return the same indices; batches stand in the order in which they became full
   */
  static int[] grouped(int[] order, int batchSize, IntUnaryOperator groupOf) {
    Map<Integer, List<Integer>> waiting = new TreeMap<>();
    int[] arranged = new int[order.length];
    int count = 0;
    for (int index : order) {
      List<Integer> group =
          waiting.computeIfAbsent(groupOf.applyAsInt(index), key -> new ArrayList<>());
      group.add(index);
      if (group.size() == batchSize) {
        for (int member : group) {
          arranged[count++] = member;
        }
        group.clear();
      }
    }
    for (List<Integer> rest : waiting.values()) {
      for (int member : rest) {
        arranged[count++] = member;
      }
    }
    return arranged;
  }

  /** Returns the seed of one sample's augmentation. */
  static long sampleSeed(long seed, int epoch, int index) {
    return mix(mix(mix(seed) + epoch) + 0x9E3779B97F4A7C15L * (index + 1L));
  }

  /** Spreads every bit over the whole word (the finalizer of SplitMix64, Steele et al. 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
