package io.finetune.box;

/**
 * Weighted sums of the rows of a table, which is what torch's {@code embedding_bag(table, rows,
 * starts, mode=sum, per_sample_weights=weights)} computes, with its gradient.
 *
 * @param rows row of each term
 * @param weights weight of each term
 * @param starts index of the first term of each sum; a sum without terms is zero
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, never compared
public record WeightedRows(int[] rows, float[] weights, int[] starts) {

  /** Requires a weight for each row. */
  public WeightedRows {
    if (rows.length != weights.length) {
      throw new IllegalArgumentException(
          rows.length + " rows cannot have " + weights.length + " weights");
    }
  }

  /** Returns the number of sums. */
  public int sums() {
    return starts.length;
  }

  /** Returns the index after the last term of a sum. */
  int end(int sum) {
    return sum + 1 < starts.length ? starts[sum + 1] : rows.length;
  }

  /** Fills arrays of known length. Mutable. */
  static final class Builder {
    private final int[] rows;
    private final float[] weights;
    private final int[] starts;
    private int terms;
    private int sums;

    Builder(int terms, int sums) {
      rows = new int[terms];
      weights = new float[terms];
      starts = new int[sums];
    }

    /**
     * Adds a sum for each pair of bins of a region.
     *
     * @param down its rows
     * @param across its columns
     * @param first row of the table that holds the map's first cell
     * @param width columns of the map
     */
    void addRegion(Axis down, Axis across, int first, int width) {
      for (int y = 0; y < down.bins(); y++) {
        for (int x = 0; x < across.bins(); x++) {
          starts[sums++] = terms;
          for (int v = down.start(y); v < down.start(y + 1); v++) {
            int row = first + down.cell(v) * width;
            float weight = down.weight(v);
            for (int h = across.start(x); h < across.start(x + 1); h++) {
              rows[terms] = row + across.cell(h);
              weights[terms++] = weight * across.weight(h);
            }
          }
        }
      }
    }

    WeightedRows build() {
      return new WeightedRows(rows, weights, starts);
    }
  }
}
