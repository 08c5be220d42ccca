package io.finetune.box;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws the candidates that a loss is computed on: at most a fraction matched ones, the rest
 * background. Where there are fewer of a kind than wanted, all of it is taken; matched ones that
 * are missing are made up for by background, not the other way round (as torchvision does).
 *
 * @param batch candidates of an image, at least 1
 * @param positiveFraction the greatest share of matched ones, in [0, 1]
 */
public record BalancedSampler(int batch, double positiveFraction) {

  /** Requires a positive count and a fraction. */
  public BalancedSampler {
    if (batch < 1 || !(positiveFraction >= 0 && positiveFraction <= 1)) {
      throw new IllegalArgumentException(
          "cannot draw "
              + batch
              + " candidates with a share of "
              + positiveFraction
              + " positives");
    }
  }

  /**
   * What was drawn, as indices of candidates.
   *
   * @param positives matched ones, ascending
   * @param negatives background, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // results are read, never compared
  public record Chosen(int[] positives, int[] negatives) {

    /** Returns both kinds together, ascending. */
    public int[] all() {
      int[] all = Arrays.copyOf(positives, positives.length + negatives.length);
      System.arraycopy(negatives, 0, all, positives.length, negatives.length);
      Arrays.sort(all);
      return all;
    }
  }

  /**
   * Draws, every subset of the right size being equally likely.
   *
   * @param matches of a {@link Matcher}: the index of an object, or background, or ignored
   * @param seed decides the draw: the same matches and seed give the same candidates
   */
  public Chosen choose(int[] matches, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] positives =
        draw(indices(matches, 0, Integer.MAX_VALUE), (int) (batch * positiveFraction), random);
    int[] background = indices(matches, Matcher.BACKGROUND, Matcher.BACKGROUND);
    return new Chosen(positives, draw(background, batch - positives.length, random));
  }

  /** Returns where matches lie between two values, both included. */
  private static int[] indices(int[] matches, int least, int greatest) {
    int[] indices = new int[matches.length];
    int found = 0;
    for (int i = 0; i < matches.length; i++) {
      if (matches[i] >= least && matches[i] <= greatest) {
        indices[found++] = i;
      }
    }
    return Arrays.copyOf(indices, found);
  }

  /** Shuffles as many as are wanted to the front (Fisher and Yates), and sorts those. */
  private static int[] draw(int[] from, int wanted, SplittableRandom random) {
    if (wanted >= from.length) {
      return from;
    }
    for (int i = 0; i < wanted; i++) {
      int other = i + random.nextInt(from.length - i);
      int swapped = from[i];
      from[i] = from[other];
      from[other] = swapped;
    }
    int[] drawn = Arrays.copyOf(from, wanted);
    Arrays.sort(drawn);
    return drawn;
  }
}
