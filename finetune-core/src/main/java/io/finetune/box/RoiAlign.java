package io.finetune.box;

/**
 * RoIAlign (He et al., Mask R-CNN, 2017) as a weighted gather: for every cell of every region's
 * output, the rows of a {@link FeatureTable} and their weights. The gather itself, and its
 * gradient, is one ordinary operation of the tensor library.
 *
 * <p>Follows {@code torchvision.ops.roi_align} with {@code aligned=False}: a region is at least one
 * feature cell long, bins are sampled at regular points, a sample beyond one cell outside the map
 * counts as zero.
 *
 * @param output rows and columns of a region's output
 * @param sampling samples of a bin in each dimension, or {@link #ADAPTIVE}
 * @param merged whether a row that several samples of a bin share is named once, with the sum of
 *     its weights, and rows without weight are left out: fewer terms, in sums of different length;
 *     otherwise every sum has four terms for each sample
 */
public record RoiAlign(ImageSize output, int sampling, boolean merged) {

  /** As many samples of a bin as it is feature cells long, rounded up. */
  public static final int ADAPTIVE = -1;

  /** Requires a number of samples. */
  public RoiAlign {
    if (sampling < 1 && sampling != ADAPTIVE) {
      throw new IllegalArgumentException(
          "a bin has at least 1 sample, or ADAPTIVE ones, not " + sampling);
    }
  }

  /** Returns a square output with merged rows. */
  public static RoiAlign of(int side, int sampling) {
    return new RoiAlign(new ImageSize(side, side), sampling, true);
  }

  /**
   * Says how to pool regions.
   *
   * @param table where the feature maps are
   * @param boxes {@code (N, 4)} in pixels of the input image
   * @param images {@code (N)}: index of each box's image in the batch
   * @param levels {@code (N)}: index of the level to pool it from, see {@link LevelMapper}
   * @return {@code N * height * width} sums, region by region and row by row
   * @throws IllegalArgumentException if lengths disagree, an image or level is not in the table
   */
  public WeightedRows on(FeatureTable table, float[] boxes, int[] images, int[] levels) {
    int count = Boxes.count(boxes);
    if (images.length != count || levels.length != count) {
      throw new IllegalArgumentException(
          count
              + " boxes need as many images and levels, not "
              + images.length
              + " and "
              + levels.length);
    }
    Axis[] down = new Axis[count];
    Axis[] across = new Axis[count];
    int terms = 0;
    for (int i = 0; i < count; i++) {
      FeatureTable.Level level = level(table, i, images[i], levels[i]);
      float scale = level.scale();
      int box = 4 * i;
      down[i] = axis(boxes[box + 1], boxes[box + 3], output.height(), scale, level.map().height());
      across[i] = axis(boxes[box], boxes[box + 2], output.width(), scale, level.map().width());
      terms = Math.addExact(terms, Math.multiplyExact(down[i].terms(), across[i].terms()));
    }
    WeightedRows.Builder sums =
        new WeightedRows.Builder(terms, count * output.height() * output.width());
    for (int i = 0; i < count; i++) {
      FeatureTable.Level level = table.level(levels[i]);
      int first = level.first() + images[i] * level.stride();
      sums.addRegion(down[i], across[i], first, level.map().width());
    }
    return sums.build();
  }

  private Axis axis(float from, float to, int bins, float scale, int size) {
    return new Axis(from * scale, to * scale, bins, sampling, size, merged);
  }

  private static FeatureTable.Level level(FeatureTable table, int box, int image, int level) {
    if (image < 0 || image >= table.images() || level < 0 || level >= table.levels()) {
      throw new IllegalArgumentException(
          "box "
              + box
              + " is to be pooled from level "
              + level
              + " of image "
              + image
              + ", but there are "
              + table.levels()
              + " levels of "
              + table.images()
              + " images");
    }
    return table.level(level);
  }
}
