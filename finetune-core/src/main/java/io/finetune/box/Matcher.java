package io.finetune.box;

import java.util.Arrays;

/**
 * Gives each candidate box (an anchor, a proposal) the object it overlaps most, if it overlaps it
 * enough. Follows torchvision's {@code Matcher}.
 *
 * <p>The best overlap decides: at {@code high} or more it is a match; below {@code low} the
 * candidate is background; between them it is neither. Of objects overlapped equally the first
 * counts. With low-quality matches, every candidate that some object overlaps most (ties included)
 * is matched however small that overlap is, to the candidate's own best object, which may be
 * another one. So an object that overlaps nothing makes a match of every candidate it does not
 * overlap, which torchvision does too.
 *
 * <p>Two boxes without area overlap by nothing here; torchvision's NaN would make them a match.
 *
 * @param high overlap from which on a candidate is matched
 * @param low overlap below which it is background; at most {@code high}
 * @param lowQuality whether every object gets its best candidates
 */
public record Matcher(double high, double low, boolean lowQuality) {

  /** In place of an object's index: background. */
  public static final int BACKGROUND = -1;

  /** In place of an object's index: overlaps too much for background and too little for a match. */
  public static final int IGNORED = -2;

  /** Candidates that are looked at together: some cells of one row of a feature map. */
  static final int BLOCK = 128;

  /** Requires thresholds in order. */
  public Matcher {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "the lower threshold " + low + " is above the higher one " + high);
    }
  }

  /**
   * Matches by overlap. Without objects everything is background.
   *
   * @param objects {@code (M, 4)}
   * @param candidates {@code (N, 4)}
   * @return {@code (N)}: the index of each candidate's object, {@link #BACKGROUND} or {@link
   *     #IGNORED}
   */
  public int[] match(float[] objects, float[] candidates) {
    return match(new BoxQuality(objects, candidates));
  }

  static int blocks(int candidates) {
    return (candidates + BLOCK - 1) / BLOCK;
  }

  int[] match(Quality quality) {
    int[] matches = new int[quality.candidates()];
    if (quality.objects() == 0) {
      Arrays.fill(matches, BACKGROUND);
      return matches;
    }
    float[] best = new float[matches.length];
    float[] highest = new float[quality.objects()];
    for (int block = 0; block < blocks(matches.length); block++) {
      for (int object = 0; object < highest.length; object++) {
        if (quality.reaches(object, block)) {
          float found = improve(quality, object, block, best, matches);
          highest[object] = Math.max(highest[object], found);
        }
      }
    }
    boolean[] favourites =
        lowQuality ? favourites(quality, best, highest) : new boolean[matches.length];
    classify(matches, best, favourites);
    return matches;
  }

  /**
   * Takes an object where it fits better than those before it; returns how well it fits at best.
   */
  private static float improve(
      Quality quality, int object, int block, float[] best, int[] matches) {
    float highest = 0;
    int to = Math.min((block + 1) * BLOCK, best.length);
    for (int i = block * BLOCK; i < to; i++) {
      float own = quality.of(object, i);
      if (own > best[i]) {
        best[i] = own;
        matches[i] = object;
      }
      if (own > highest) {
        highest = own;
      }
    }
    return highest;
  }

  /**
   * Finds the candidates that some object fits better than all others. Blocks are looked at again
   * only where they hold a candidate good enough to be one and not matched anyway.
   */
  private boolean[] favourites(Quality quality, float[] best, float[] highest) {
    float least = Float.POSITIVE_INFINITY;
    for (float one : highest) {
      least = Math.min(least, one);
    }
    boolean[] favourites = new boolean[best.length];
    for (int block = 0; block < blocks(best.length); block++) {
      if (!mayHoldFavourite(best, block, least)) {
        continue;
      }
      int to = Math.min((block + 1) * BLOCK, best.length);
      for (int object = 0; object < highest.length; object++) {
        if (quality.reaches(object, block)) {
          for (int i = block * BLOCK; i < to; i++) {
            favourites[i] |= quality.of(object, i) == highest[object];
          }
        } else if (highest[object] == 0) {
          Arrays.fill(favourites, block * BLOCK, to, true);
        }
      }
    }
    return favourites;
  }

  private boolean mayHoldFavourite(float[] best, int block, float least) {
    int to = Math.min((block + 1) * BLOCK, best.length);
    for (int i = block * BLOCK; i < to; i++) {
      if (best[i] >= least && best[i] < (float) high) {
        return true;
      }
    }
    return false;
  }

  private void classify(int[] matches, float[] best, boolean[] favourites) {
    float upper = (float) high;
    float lower = (float) low;
    for (int i = 0; i < matches.length; i++) {
      if (best[i] < upper && !favourites[i]) {
        matches[i] = best[i] < lower ? BACKGROUND : IGNORED;
      }
    }
  }
}
