package io.finetune.coco;

/**
 * One image to be scored, as columns.
 *
 * @param id the image's id
 * @param truths the objects that are there
 * @param found the detections
 * @param overlaps of every detection with every object
 */
record ImageColumns(long id, Truths truths, Found found, Overlaps overlaps) {

  /** Objects in the order of their file, to be filled in. */
  static final class Truths {
    final long[] ids;
    final int[] labels;
    final double[] areas;
    final boolean[] crowds;

    Truths(int count) {
      ids = new long[count];
      labels = new int[count];
      areas = new double[count];
      crowds = new boolean[count];
    }
  }

  /** Detections in the order of their file, to be filled in. */
  static final class Found {
    final int[] labels;
    final double[] scores;
    final double[] areas;

    Found(int count) {
      labels = new int[count];
      scores = new double[count];
      areas = new double[count];
    }
  }
}
