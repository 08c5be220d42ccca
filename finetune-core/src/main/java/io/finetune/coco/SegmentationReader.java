package io.finetune.coco;

import java.io.IOException;

/**
 * Reads the value of {@code segmentation}: polygons {@code [[x1, y1, x2, y2, ...], ...]}, or run
 * lengths <code>{"size": [height, width], "counts": ...}</code>, compressed to a string or not.
 */
final class SegmentationReader {

  private static final String COUNTS = "segmentation's counts";
  private static final String SIZE = "segmentation's size";

  private final JsonFile json;
  private final Segmentations pool;

  /**
   * Creates a reader.
   *
   * @param json where segmentations come from
   * @param pool where they go
   */
  SegmentationReader(JsonFile json, Segmentations pool) {
    this.json = json;
    this.pool = pool;
  }

  /** Reads one; returns its place in the pool, or {@link Segmentations#NONE} for []. */
  int read() throws IOException {
    if (json.isList()) {
      return polygons();
    }
    if (json.isObject()) {
      return runLengths();
    }
    throw json.expected("segmentation", "a list of polygons, or an object of size and counts");
  }

  private int polygons() throws IOException {
    int first = pool.parts();
    while (json.nextElement()) {
      json.numbers("a polygon", pool.coordinates());
      pool.endPart();
    }
    return pool.parts() == first ? Segmentations.NONE : pool.addPolygons(first);
  }

  private int runLengths() throws IOException {
    int[] size = {};
    int counts = -1;
    boolean compressed = false;
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      switch (key) {
        case "size" -> size = size();
        case "counts" -> {
          compressed = !json.isList();
          counts = compressed ? compressed() : runs();
        }
        default -> json.skip();
      }
    }
    if (size.length == 0 || counts < 0) {
      String missing = size.length == 0 ? "size" : "counts";
      throw json.error("segmentation has no " + missing + ", expected size and counts");
    }
    int place =
        compressed
            ? pool.addCounts(counts, size[0], size[1])
            : pool.addRuns(counts, size[0], size[1]);
    requireSound(place);
    return place;
  }

  private int[] size() throws IOException {
    if (!json.isList()) {
      throw json.expected(SIZE, "[height, width]");
    }
    int[] size = new int[2];
    int count = 0;
    for (; json.nextElement(); count++) {
      int value = json.count(SIZE, 0);
      if (count < size.length) {
        size[count] = value;
      }
    }
    if (count != size.length) {
      throw json.error(SIZE + " has " + count + " numbers, expected [height, width]");
    }
    return size;
  }

  private int runs() throws IOException {
    int start = pool.runs().size();
    while (json.nextElement()) {
      pool.runs().add(json.count("a run of " + COUNTS, 0));
    }
    return start;
  }

  private int compressed() throws IOException {
    if (!json.isText()) {
      throw json.expected(COUNTS, "a list of run lengths, or the string they are compressed to");
    }
    int start = pool.counts().size();
    json.ascii(COUNTS, pool.counts());
    return start;
  }

  /** Fails here, where the place in the file is known, rather than when the mask is wanted. */
  private void requireSound(int place) {
    try {
      pool.measure(place);
    } catch (IllegalArgumentException e) {
      throw json.error("segmentation: " + e.getMessage());
    }
  }
}
