package io.finetune.shape;

/**
 * Random values on a grid, smoothly joined (value noise), from 0 to 1. Read row by row from the
 * top: the two grid rows around a row are stretched to the full width once, and a row is a mixture
 * of them.
 */
final class SmoothNoise {

  private final float cell;
  private final int cells;
  private final float[] grid;
  private final float[] above;
  private final float[] below;
  private int gridRow = -1;

  /**
   * Draws the values of the grid.
   *
   * @param size rows and columns
   * @param cell the distance of grid points in pixels, at least 1
   */
  SmoothNoise(int size, double cell, StableRandom random) {
    this.cell = (float) cell;
    cells = (int) (size / cell) + 2;
    grid = new float[cells * cells];
    for (int i = 0; i < grid.length; i++) {
      // Towards the extremes: the joins would else leave little but medium values.
      grid[i] = smooth((float) random.between(0, 1));
    }
    above = new float[size];
    below = new float[size];
  }

  private static float smooth(float part) {
    return part * part * (3 - 2 * part);
  }

  /**
   * Adds a row of values to others.
   *
   * @param y the row
   * @param weight by which the values are multiplied
   * @param sums receives them, from its start
   */
  void addRow(int y, float weight, float[] sums) {
    int upper = (int) (y / cell);
    if (upper != gridRow) {
      stretch(upper, above);
      stretch(upper + 1, below);
      gridRow = upper;
    }
    float belowWeight = weight * smooth(y / cell - upper);
    float aboveWeight = weight - belowWeight;
    for (int x = 0; x < above.length; x++) {
      sums[x] += aboveWeight * above[x] + belowWeight * below[x];
    }
  }

  private void stretch(int row, float[] into) {
    for (int x = 0; x < into.length; x++) {
      int column = (int) (x / cell);
      float left = grid[row * cells + column];
      float right = grid[row * cells + column + 1];
      into[x] = left + smooth(x / cell - column) * (right - left);
    }
  }
}
