package io.finetune.box;

/** Carries out weighted sums of rows, as a tensor library would. */
final class Pooling {

  private Pooling() {}

  /** Returns {@code (regions, C, cells)} from a table of {@code (rows, C)}. */
  static double[] pool(WeightedRows plan, double[] table, int channels, int cells) {
    double[] pooled = new double[plan.sums() * channels];
    for (int sum = 0; sum < plan.sums(); sum++) {
      for (int term = plan.starts()[sum]; term < plan.end(sum); term++) {
        for (int c = 0; c < channels; c++) {
          pooled[position(sum, c, channels, cells)] +=
              plan.weights()[term] * table[plan.rows()[term] * channels + c];
        }
      }
    }
    return pooled;
  }

  /** Returns the gradient of the table, {@code (rows, C)}. */
  static double[] back(WeightedRows plan, double[] upstream, int channels, int cells, int rows) {
    double[] gradient = new double[rows * channels];
    for (int sum = 0; sum < plan.sums(); sum++) {
      for (int term = plan.starts()[sum]; term < plan.end(sum); term++) {
        for (int c = 0; c < channels; c++) {
          gradient[plan.rows()[term] * channels + c] +=
              plan.weights()[term] * upstream[position(sum, c, channels, cells)];
        }
      }
    }
    return gradient;
  }

  private static int position(int sum, int channel, int channels, int cells) {
    return (sum / cells * channels + channel) * cells + sum % cells;
  }

  /** {@code (N, H, W, C)} to {@code (N, C, H, W)}. */
  static double[] toChannelsFirst(double[] rows, int channels, ImageSize map) {
    int cells = map.height() * map.width();
    double[] moved = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int image = i / (cells * channels);
      int cell = i / channels % cells;
      moved[(image * channels + i % channels) * cells + cell] = rows[i];
    }
    return moved;
  }

  /** {@code (N, C, H, W)} to {@code (N, H, W, C)}. */
  static double[] toChannelsLast(float[] planes, int channels, ImageSize map) {
    int cells = map.height() * map.width();
    double[] moved = new double[planes.length];
    for (int i = 0; i < planes.length; i++) {
      int image = i / (cells * channels);
      int channel = i / cells % channels;
      moved[(image * cells + i % cells) * channels + channel] = planes[i];
    }
    return moved;
  }
}
