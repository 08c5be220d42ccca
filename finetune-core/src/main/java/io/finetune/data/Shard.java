package io.finetune.data;

/**
 * The part of every epoch that one of several processes reads: position {@code rank} of the shared
 * order and every {@code worldSize}-th after it.
 *
 * @param rank this process, from 0 to {@code worldSize - 1}
 * @param worldSize the number of processes
 */
public record Shard(int rank, int worldSize) {

  /** All of the data in one process. */
  public static final Shard WHOLE = new Shard(0, 1);

  /** Requires the rank to be one of the processes. */
  public Shard {
    if (worldSize < 1 || rank < 0 || rank >= worldSize) {
      throw new IllegalArgumentException(
          "rank must be within [0, world size), not " + rank + " of " + worldSize);
    }
  }
}
