package io.finetune.coco;

import io.finetune.region.Extent;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.RleString;
import io.finetune.region.Segmentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Many segmentations in few arrays: all coordinates in one pool, run lengths in another, compressed
 * strings in a third. A segmentation is known by its place; it becomes an object when asked for.
 */
final class Segmentations {

  /** The place of a segmentation that is not there. */
  static final int NONE = -1;

  private static final byte POLYGONS = 0;
  private static final byte RUNS = 1;
  private static final byte COUNTS = 2;

  private final DoubleColumn coordinates = new DoubleColumn();
  private final IntColumn partEnds = new IntColumn();
  private final IntColumn runs = new IntColumn();
  private final ByteColumn counts = new ByteColumn();

  private final ByteColumn kinds = new ByteColumn();
  private final IntColumn starts = new IntColumn();
  private final IntColumn ends = new IntColumn();
  private final IntColumn heights = new IntColumn();
  private final IntColumn widths = new IntColumn();

  /** Where a reader puts coordinates, before {@link #endPart} and {@link #addPolygons}. */
  DoubleColumn coordinates() {
    return coordinates;
  }

  /** Where a reader puts run lengths, before {@link #addRuns}. */
  IntColumn runs() {
    return runs;
  }

  /** Where a reader puts a compressed string, before {@link #addCounts}. */
  ByteColumn counts() {
    return counts;
  }

  /** Number of polygon parts so far: where the next segmentation's parts begin. */
  int parts() {
    return partEnds.size();
  }

  /** Makes the coordinates since the last part's end a part. */
  void endPart() {
    partEnds.add(coordinates.size());
  }

  /** Makes the parts from a place on a segmentation. */
  int addPolygons(int firstPart) {
    return add(POLYGONS, firstPart, partEnds.size(), 0, 0);
  }

  /** Makes the run lengths from a place on a segmentation. */
  int addRuns(int start, int height, int width) {
    return add(RUNS, start, runs.size(), height, width);
  }

  /** Makes the compressed string from a place on a segmentation. */
  int addCounts(int start, int height, int width) {
    return add(COUNTS, start, counts.size(), height, width);
  }

  /** Copies a segmentation in. */
  int add(Segmentation segmentation) {
    if (segmentation instanceof Rle mask) {
      int start = runs.size();
      for (int run : mask.runs()) {
        runs.add(run);
      }
      return addRuns(start, mask.height(), mask.width());
    }
    int firstPart = parts();
    for (double[] part : ((Polygons) segmentation).parts()) {
      for (double coordinate : part) {
        coordinates.add(coordinate);
      }
      endPart();
    }
    return addPolygons(firstPart);
  }

  private int add(byte kind, int start, int end, int height, int width) {
    kinds.add(kind);
    starts.add(start);
    ends.add(end);
    heights.add(height);
    widths.add(width);
    return kinds.size() - 1;
  }

  boolean isPolygons(int place) {
    return kinds.get(place) == POLYGONS;
  }

  /** Rows of a mask; 0 for polygons, which know no image. */
  int height(int place) {
    return heights.get(place);
  }

  /** Columns of a mask; 0 for polygons. */
  int width(int place) {
    return widths.get(place);
  }

  /** How many coordinates the parts of polygons have. */
  int[] partLengths(int place) {
    int[] lengths = new int[ends.get(place) - starts.get(place)];
    for (int i = 0; i < lengths.length; i++) {
      int part = starts.get(place) + i;
      lengths[i] = partEnds.get(part) - partStart(part);
    }
    return lengths;
  }

  Segmentation get(int place) {
    return isPolygons(place) ? polygons(place) : mask(place);
  }

  /** The mask at a place that holds no polygons. */
  Rle mask(int place) {
    if (kinds.get(place) == RUNS) {
      int[] lengths = runs.copy(starts.get(place), ends.get(place));
      return Rle.of(heights.get(place), widths.get(place), lengths);
    }
    byte[] text = counts.copy(starts.get(place), ends.get(place));
    return Rle.parse(heights.get(place), widths.get(place), text, 0, text.length);
  }

  /** Area and box of the mask at a place that holds no polygons. */
  Extent measure(int place) {
    if (kinds.get(place) == RUNS) {
      Rle mask = mask(place);
      return new Extent(mask.area(), mask.box());
    }
    byte[] text = counts.copy(starts.get(place), ends.get(place));
    return RleString.measure(heights.get(place), widths.get(place), text, 0, text.length);
  }

  private Polygons polygons(int place) {
    List<double[]> parts = new ArrayList<>();
    for (int part = starts.get(place); part < ends.get(place); part++) {
      parts.add(coordinates.copy(partStart(part), partEnds.get(part)));
    }
    return new Polygons(parts);
  }

  private int partStart(int part) {
    return part == 0 ? 0 : partEnds.get(part - 1);
  }
}
