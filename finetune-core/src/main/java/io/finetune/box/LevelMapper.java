package io.finetune.box;

/**
 * Chooses the pyramid level that a region is pooled from: equation 1 of the FPN paper (Lin et al.
 * 2017), {@code floor(level + log2(sqrt(area) / scale))}, with torchvision's 1e-6 inside the floor.
 *
 * @param finest first level, such as 2 for a map of a quarter of the image
 * @param coarsest last level
 * @param canonicalScale side in pixels of a square that belongs to the canonical level
 * @param canonicalLevel the level it belongs to
 */
public record LevelMapper(int finest, int coarsest, int canonicalScale, int canonicalLevel) {

  /** Requires levels in order and a positive scale. */
  public LevelMapper {
    if (finest > coarsest || canonicalScale < 1) {
      throw new IllegalArgumentException(
          "levels "
              + finest
              + " to "
              + coarsest
              + " with scale "
              + canonicalScale
              + " must be in ascending order and the scale positive");
    }
  }

  /** With the paper's scale: a square of 224 pixels belongs to level 4. */
  public LevelMapper(int finest, int coarsest) {
    this(finest, coarsest, 224, 4);
  }

  /**
   * Returns the level of each box.
   *
   * @param boxes {@code (N, 4)} in pixels of the input image
   * @return {@code (N)}, counted from 0 for the finest; a box without area is there
   */
  public int[] levels(float[] boxes) {
    float[] areas = Boxes.area(boxes);
    int[] levels = new int[areas.length];
    for (int i = 0; i < levels.length; i++) {
      float ratio = (float) Math.sqrt(areas[i]) / canonicalScale;
      float octaves = (float) (Math.log(ratio) / Math.log(2));
      int level = (int) Math.floor(canonicalLevel + octaves + 1e-6f);
      levels[i] = areas[i] > 0 ? Math.min(Math.max(level, finest), coarsest) - finest : 0;
    }
    return levels;
  }
}
