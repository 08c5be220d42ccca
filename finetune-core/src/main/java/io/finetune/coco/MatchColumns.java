package io.finetune.coco;

import java.util.Arrays;

/**
 * The detections of one category in all images, as growing columns: what is left of an image once
 * it is matched. About 36 bytes a detection.
 */
final class MatchColumns {

  private final int words;
  private final int[] positives;
  private int objects;
  private int given;
  private int size;
  private double[] scores;
  private long[] images;
  private int[] ranks;
  private long[] matched;
  private long[] ignored;

  /**
   * Makes empty columns.
   *
   * @param areas number of area ranges
   * @param thresholds number of IoU thresholds
   */
  MatchColumns(int areas, int thresholds) {
    this(words(areas * thresholds), new int[areas], 0);
  }

  private MatchColumns(int words, int[] positives, int capacity) {
    this.words = words;
    this.positives = positives;
    scores = new double[capacity];
    images = new long[capacity];
    ranks = new int[capacity];
    matched = new long[capacity * words];
    ignored = new long[capacity * words];
  }

  /** How many longs hold a row of bits. */
  static int words(int bits) {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }

  /** Appends the detections of an image. */
  void append(CategoryMatches matches) {
    int[] detections = matches.detections();
    reserve(detections.length);
    double[] imageScores = matches.image().found().scores;
    for (int rank = 0; rank < detections.length; rank++) {
      scores[size + rank] = imageScores[detections[rank]];
      images[size + rank] = matches.image().id();
      ranks[size + rank] = rank;
    }
    System.arraycopy(matches.matched(), 0, matched, size * words, detections.length * words);
    System.arraycopy(matches.ignored(), 0, ignored, size * words, detections.length * words);
    size += detections.length;
    given += matches.given();
    for (int object : matches.objects()) {
      objects += matches.image().truths().crowds[object] ? 0 : 1;
    }
    for (int a = 0; a < positives.length; a++) {
      for (boolean isIgnored : matches.ignoredObjects(a)) {
        positives[a] += isIgnored ? 0 : 1;
      }
    }
  }

  /** Returns these columns as they are now; rows are never changed, so both share them. */
  MatchColumns frozen() {
    MatchColumns frozen = new MatchColumns(words, positives.clone(), 0);
    frozen.scores = scores;
    frozen.images = images;
    frozen.ranks = ranks;
    frozen.matched = matched;
    frozen.ignored = ignored;
    frozen.size = size;
    frozen.given = given;
    frozen.objects = objects;
    return frozen;
  }

  /** Appends the columns of other images. */
  void append(MatchColumns other) {
    reserve(other.size);
    System.arraycopy(other.scores, 0, scores, size, other.size);
    System.arraycopy(other.images, 0, images, size, other.size);
    System.arraycopy(other.ranks, 0, ranks, size, other.size);
    System.arraycopy(other.matched, 0, matched, size * words, other.size * words);
    System.arraycopy(other.ignored, 0, ignored, size * words, other.size * words);
    size += other.size;
    given += other.given;
    objects += other.objects;
    for (int a = 0; a < positives.length; a++) {
      positives[a] += other.positives[a];
    }
  }

  private void reserve(int more) {
    int capacity = scores.length;
    if (size + more > capacity) {
      capacity = Math.max(size + more, capacity + capacity / 2);
      scores = Arrays.copyOf(scores, capacity);
      images = Arrays.copyOf(images, capacity);
      ranks = Arrays.copyOf(ranks, capacity);
      matched = Arrays.copyOf(matched, capacity * words);
      ignored = Arrays.copyOf(ignored, capacity * words);
    }
  }

  /**
   * Returns the rows by falling score; of equal scores that of the smaller image id comes first,
   * and in an image the one that ranks before. That is the order of pycocotools' stable sort over
   * images of ascending ids, and does not depend on the order in which images were added.
   */
  MatchColumns sorted() {
    int[] order =
        Places.sorted(
            size,
            (a, b) ->
                scores[a] != scores[b]
                    ? scores[a] > scores[b]
                    : images[a] != images[b] ? images[a] < images[b] : ranks[a] < ranks[b]);
    MatchColumns sorted = new MatchColumns(words, positives, size);
    sorted.objects = objects;
    sorted.given = given;
    sorted.size = size;
    for (int i = 0; i < size; i++) {
      int row = order[i];
      sorted.scores[i] = scores[row];
      sorted.images[i] = images[row];
      sorted.ranks[i] = ranks[row];
      System.arraycopy(matched, row * words, sorted.matched, i * words, words);
      System.arraycopy(ignored, row * words, sorted.ignored, i * words, words);
    }
    return sorted;
  }

  int size() {
    return size;
  }

  /** Detections of the category, those beyond the limit too. */
  int given() {
    return given;
  }

  /** Objects that are not crowds. */
  int objects() {
    return objects;
  }

  /** Objects that count in an area range. */
  int positives(int area) {
    return positives[area];
  }

  double score(int row) {
    return scores[row];
  }

  /** How many detections of the same image and category come before this one. */
  int rank(int row) {
    return ranks[row];
  }

  boolean isMatched(int row, int bit) {
    return (matched[row * words + (bit >> 6)] >>> bit & 1) != 0;
  }

  boolean isIgnored(int row, int bit) {
    return (ignored[row * words + (bit >> 6)] >>> bit & 1) != 0;
  }
}
