package io.finetune.box;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The boxes a region proposal network starts from: some shapes around every cell of every feature
 * map. Follows torchvision's {@code AnchorGenerator}: a shape's corners are rounded (half to even),
 * and neighbouring cells lie {@code image side / grid side} apart in whole pixels, so that the
 * cells of an odd grid need not reach the image's far edge.
 */
public final class Anchors {

  /**
   * Grids remembered: a training meets the same padded sizes again, and one grid takes a few MB.
   */
  private static final int REMEMBERED = 8;

  private final List<float[]> cells;
  private final Map<Key, AnchorGrid> grids = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(ImageSize padded, List<ImageSize> features) {}

  /**
   * Makes anchors.
   *
   * @param sizes for each feature level, the square roots of its anchors' areas in pixels
   * @param ratios height over width, the same on every level
   */
  public Anchors(List<float[]> sizes, float[] ratios) {
    if (sizes.isEmpty() || ratios.length == 0) {
      throw new IllegalArgumentException("anchors need at least one level and one ratio");
    }
    this.cells = sizes.stream().map(level -> shapes(level, ratios)).toList();
  }

  /** Returns those of torchvision's FPN models: 32 to 512 pixels on five levels, three ratios. */
  public static Anchors fpn() {
    return fpn(List.of(32, 64, 128, 256, 512));
  }

  /**
   * Returns one size a level in torchvision's three ratios: 1/2, 1 and 2.
   *
   * @param sizes square roots of the areas, finest level first, in pixels
   */
  public static Anchors fpn(List<Integer> sizes) {
    return new Anchors(
        sizes.stream().map(size -> new float[] {size}).toList(), new float[] {0.5f, 1, 2});
  }

  /** The shapes around the origin, {@code (ratios * sizes, 4)}. */
  private static float[] shapes(float[] sizes, float[] ratios) {
    float[] shapes = new float[4 * ratios.length * sizes.length];
    int at = 0;
    for (float ratio : ratios) {
      float tall = (float) Math.sqrt(ratio);
      float wide = 1 / tall;
      for (float size : sizes) {
        if (!(ratio > 0 && size > 0)) {
          throw new IllegalArgumentException(
              "an anchor's size and ratio must be positive, not " + size + " and " + ratio);
        }
        shapes[at++] = (float) Math.rint(-(wide * size) / 2);
        shapes[at++] = (float) Math.rint(-(tall * size) / 2);
        shapes[at++] = (float) Math.rint(wide * size / 2);
        shapes[at++] = (float) Math.rint(tall * size / 2);
      }
    }
    return shapes;
  }

  /** Returns the number of feature levels. */
  public int levels() {
    return cells.size();
  }

  /** Returns the number of anchors at each cell of a level. */
  public int perCell(int level) {
    return cells.get(level).length / 4;
  }

  /** Returns the shapes of a level around the origin, {@code (A, 4)}; a copy. */
  public float[] cell(int level) {
    return cells.get(level).clone();
  }

  /**
   * Returns the anchors of a batch. The last few grids are remembered.
   *
   * @param padded size of the batch's images
   * @param features size of each level's feature map
   * @throws IllegalArgumentException if the number of levels differs or a map is larger than the
   *     image
   */
  public AnchorGrid on(ImageSize padded, List<ImageSize> features) {
    Key key = new Key(padded, List.copyOf(features));
    synchronized (grids) {
      AnchorGrid grid = grids.computeIfAbsent(key, this::build);
      if (grids.size() > REMEMBERED) {
        grids.remove(grids.keySet().iterator().next());
      }
      return grid;
    }
  }

  private AnchorGrid build(Key key) {
    if (key.features.size() != cells.size()) {
      throw new IllegalArgumentException(
          "anchors for " + cells.size() + " levels cannot lie on " + key.features.size());
    }
    List<float[]> levels = new ArrayList<>();
    for (int level = 0; level < cells.size(); level++) {
      levels.add(spread(cells.get(level), key.padded, key.features.get(level)));
    }
    return AnchorGrid.of(levels);
  }

  private static float[] spread(float[] shapes, ImageSize padded, ImageSize feature) {
    int down = padded.height() / feature.height();
    int right = padded.width() / feature.width();
    if (down < 1 || right < 1) {
      throw new IllegalArgumentException(
          "a feature map of " + feature + " is larger than its image of " + padded);
    }
    float[] boxes =
        new float[Math.multiplyExact(shapes.length, feature.height() * feature.width())];
    int at = 0;
    for (int y = 0; y < feature.height(); y++) {
      for (int x = 0; x < feature.width(); x++) {
        for (int i = 0; i < shapes.length; i += 2) {
          boxes[at++] = x * right + shapes[i];
          boxes[at++] = y * down + shapes[i + 1];
        }
      }
    }
    return boxes;
  }
}
