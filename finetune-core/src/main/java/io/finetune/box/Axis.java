package io.finetune.box;

/**
 * One dimension of RoIAlign: for each bin of a region, the cells it draws from and their weights,
 * which add up to one where all samples lie on the map. Bilinear interpolation and the mean over
 * samples are both products of the two dimensions, so all of RoIAlign is two of these.
 *
 * <p>As torchvision does with {@code aligned=False}, cell {@code i} lies at {@code i}, a sample
 * before the first cell or behind the last one takes that cell alone, and one outside [-1, size]
 * counts as zero.
 */
final class Axis {

  private final int[] starts;
  private final int[] cells;
  private final float[] weights;
  private int terms;

  /**
   * Divides a region into bins.
   *
   * @param start where the region begins, in cells
   * @param end where it ends; a region of less than one cell counts as one cell
   * @param bins how many bins
   * @param sampling samples of a bin, or {@link RoiAlign#ADAPTIVE}
   * @param size cells of the map
   * @param merged whether a cell is named once for each bin, and only where it has weight;
   *     otherwise twice for each sample
   */
  Axis(float start, float end, int bins, int sampling, int size, boolean merged) {
    float side = Math.max(end - start, 1f);
    float bin = side / bins;
    int samples = sampling > 0 ? sampling : (int) Math.ceil(side / bins);
    this.starts = new int[bins + 1];
    this.cells = new int[2 * samples * bins];
    this.weights = new float[2 * samples * bins];
    for (int i = 0; i < bins; i++) {
      for (int k = 0; k < samples; k++) {
        sample(
            start + i * bin + (k + 0.5f) * bin / samples, samples, size, merged ? starts[i] : -1);
      }
      starts[i + 1] = terms;
    }
  }

  private Axis(Axis other, int[] source) {
    this.starts = new int[other.starts.length];
    this.cells = new int[other.terms];
    this.weights = new float[other.terms];
    for (int bin = 0; bin < other.bins(); bin++) {
      for (int term = other.starts[bin]; term < other.starts[bin + 1]; term++) {
        add(source[other.cells[term]], other.weights[term], starts[bin]);
      }
      starts[bin + 1] = terms;
    }
  }

  /**
   * Returns the same bins over a map from which this one was resized.
   *
   * @param source the cell that each cell of this map was taken from
   */
  Axis through(int[] source) {
    return new Axis(this, source);
  }

  /** Adds a sample's two cells; from the given term on, if there is one, they may be merged. */
  private void sample(float position, int samples, int size, int mergeFrom) {
    boolean outside = position < -1 || position > size;
    float inside = outside || position <= 0 ? 0 : position;
    int low = Math.min((int) inside, size - 1);
    int high = Math.min(low + 1, size - 1);
    float upper = high == low ? 0 : inside - low;
    add(low, outside ? 0 : (1 - upper) / samples, mergeFrom);
    add(high, outside ? 0 : upper / samples, mergeFrom);
  }

  private void add(int cell, float weight, int mergeFrom) {
    if (mergeFrom >= 0) {
      if (weight == 0) {
        return;
      }
      // Samples come in ascending order: a cell seen before is one of the last two.
      for (int term = terms - 1; term >= Math.max(mergeFrom, terms - 2); term--) {
        if (cells[term] == cell) {
          weights[term] += weight;
          return;
        }
      }
    }
    cells[terms] = cell;
    weights[terms++] = weight;
  }

  /** Returns the number of terms of all bins. */
  int terms() {
    return terms;
  }

  /** Returns the number of bins. */
  int bins() {
    return starts.length - 1;
  }

  /** Returns the index of a bin's first term; the bin after the last one begins at the end. */
  int start(int bin) {
    return starts[bin];
  }

  /** Returns the cell of a term. */
  int cell(int term) {
    return cells[term];
  }

  /** Returns the weight of a term. */
  float weight(int term) {
    return weights[term];
  }
}
