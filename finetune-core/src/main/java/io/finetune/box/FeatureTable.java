package io.finetune.box;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the cells of a feature pyramid are in a table with one row for each cell: all maps of a
 * batch, moved to {@code (H, W, C)} and put one below the other. Pooling a region is then a
 * weighted sum of rows.
 */
public final class FeatureTable {

  /**
   * One level of the pyramid.
   *
   * @param map size of its feature map
   * @param scale feature cells a pixel, such as 1/4
   * @param first row of the first cell of the first image
   * @param stride rows from a cell to the same cell of the next image
   */
  record Level(ImageSize map, float scale, int first, int stride) {}

  private final int images;
  private final List<Level> levels;

  private FeatureTable(int images, List<Level> levels) {
    this.images = images;
    this.levels = List.copyOf(levels);
  }

  /**
   * Describes a table in which each level is a block: first all images of the first level.
   *
   * @param images number of images in the batch
   * @param maps size of the feature map of each level
   * @param scales feature cells a pixel, of each level
   */
  public static FeatureTable byLevel(int images, List<ImageSize> maps, float[] scales) {
    requireScales(images, maps, scales);
    List<Level> levels = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < scales.length; i++) {
      int cells = cells(maps.get(i));
      levels.add(new Level(maps.get(i), scales[i], first, cells));
      first = Math.addExact(first, Math.multiplyExact(images, cells));
    }
    return new FeatureTable(images, levels);
  }

  /**
   * Describes a table in which each image is a block: first all levels of the first image.
   *
   * @param images number of images in the batch
   * @param maps size of the feature map of each level
   * @param scales feature cells a pixel, of each level
   */
  public static FeatureTable byImage(int images, List<ImageSize> maps, float[] scales) {
    requireScales(images, maps, scales);
    int stride = 0;
    for (ImageSize map : maps) {
      stride = Math.addExact(stride, cells(map));
    }
    Math.multiplyExact(images, stride);
    List<Level> levels = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < scales.length; i++) {
      levels.add(new Level(maps.get(i), scales[i], first, stride));
      first += cells(maps.get(i));
    }
    return new FeatureTable(images, levels);
  }

  /**
   * Returns the scale of each level as torchvision infers it: the power of two nearest to the ratio
   * of heights.
   *
   * @param maps size of the feature map of each level
   * @param largest the greatest height and width among the images, without padding
   */
  public static float[] scales(List<ImageSize> maps, ImageSize largest) {
    float[] scales = new float[maps.size()];
    for (int i = 0; i < scales.length; i++) {
      float ratio = (float) ((double) maps.get(i).height() / largest.height());
      float octaves = (float) (Math.log(ratio) / Math.log(2));
      scales[i] = (float) Math.pow(2, Math.rint(octaves));
    }
    return scales;
  }

  private static void requireScales(int images, List<ImageSize> maps, float[] scales) {
    if (images < 1 || maps.size() != scales.length) {
      throw new IllegalArgumentException(
          images
              + " images with "
              + maps.size()
              + " feature maps cannot have "
              + scales.length
              + " scales");
    }
    for (float scale : scales) {
      if (!(scale > 0)) {
        throw new IllegalArgumentException("a level's scale must be positive, not " + scale);
      }
    }
  }

  private static int cells(ImageSize map) {
    return Math.multiplyExact(map.height(), map.width());
  }

  /** Returns the number of rows. */
  public int rows() {
    return levels.stream().mapToInt(level -> images * cells(level.map)).sum();
  }

  /** Returns the number of levels. */
  public int levels() {
    return levels.size();
  }

  Level level(int index) {
    return levels.get(index);
  }

  int images() {
    return images;
  }
}
