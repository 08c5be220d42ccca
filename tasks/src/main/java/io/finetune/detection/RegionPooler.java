package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.box.Boxes;
import io.finetune.box.FeatureTable;
import io.finetune.box.ImageSize;
import io.finetune.box.LevelMapper;
import io.finetune.box.RoiAlign;
import io.finetune.box.WeightedRows;
import io.finetune.kernel.DetectionKernels;
import io.finetune.kernel.DetectionKernels.MapRegions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts boxes out of a feature pyramid as squares of equal size: RoIAlign with two by two samples a
 * cell, each box from the level of its size (arXiv 1612.03144, equation 1).
 *
 * <p>Gradients flow to the features; the boxes are constants and stay float32.
 */
public final class RegionPooler {

  private static final int FINEST = 2;
  private static final int SAMPLES = 2;

  private final RoiAlign align;
  private final LevelMapper mapper =
      new LevelMapper(FINEST, FINEST + DetectionKernels.POOLED_MAPS - 1);
  private final int side;

  /**
   * Constructs a pooler.
   *
   * @param side cells along a region's side
   */
  public RegionPooler(int side) {
    this.side = side;
    align = RoiAlign.of(side, SAMPLES);
  }

  /** All boxes of a batch, image after image. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Batch(float[] boxes, int[] images) {

    static Batch of(List<float[]> boxes) {
      float[] all = new float[0];
      List<int[]> images = new ArrayList<>();
      for (int i = 0; i < boxes.size(); i++) {
        all = Boxes.concat(all, boxes.get(i));
        int[] own = new int[Boxes.count(boxes.get(i))];
        Arrays.fill(own, i);
        images.add(own);
      }
      return new Batch(all, images.stream().flatMapToInt(Arrays::stream).toArray());
    }
  }

  /**
   * Pools boxes.
   *
   * @param features the pyramid's maps, finest first, of which the first four are used
   * @param boxes for each image of the batch {@code (R_i, 4)}, in pixels of the padded image
   * @return the regions of all images, the first image's first; the caller closes them
   */
  public PooledRegions pool(NDList features, List<float[]> boxes) {
    NDManager scope = features.head().getManager();
    if (boxes.size() != features.head().getShape().get(0)) {
      throw new IllegalArgumentException(
          "features of "
              + features.head().getShape().get(0)
              + " images cannot serve boxes of "
              + boxes.size());
    }
    Batch batch = Batch.of(boxes);
    int[] levels = mapper.levels(batch.boxes);
    long[] origins = new long[levels.length];
    long[] places = new long[levels.length];
    List<MapRegions> maps = new ArrayList<>();
    int pooled = 0;
    for (int level = 0; level < DetectionKernels.POOLED_MAPS; level++) {
      int[] own = indices(levels, level);
      for (int origin : own) {
        origins[pooled] = origin;
        places[origin] = pooled++;
      }
      maps.add(regions(scope, features.get(level), level, batch, own));
    }
    NDArray cells = DetectionKernels.on(features.head().getDevice()).poolRegions(scope, maps, side);
    return new PooledRegions(cells, scope.create(places), scope.create(origins));
  }

  private MapRegions regions(NDManager scope, NDArray map, int level, Batch batch, int[] own) {
    Shape shape = map.getShape();
    ImageSize size = new ImageSize((int) shape.get(2), (int) shape.get(3));
    // Sides of a padded image divide evenly, so the scales are exact.
    float scale = 1f / (1 << (FINEST + level));
    FeatureTable table =
        FeatureTable.byLevel((int) shape.get(0), List.of(size), new float[] {scale});
    int[] images = new int[own.length];
    for (int i = 0; i < own.length; i++) {
      images[i] = batch.images[own[i]];
    }
    float[] boxes = Boxes.select(batch.boxes, own);
    WeightedRows sums = align.on(table, boxes, images, new int[own.length]);
    return new MapRegions(
        map, scope.create(sums.rows()), scope.create(sums.weights()), scope.create(sums.starts()));
  }

  private static int[] indices(int[] levels, int level) {
    int[] indices = new int[levels.length];
    int found = 0;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] == level) {
        indices[found++] = i;
      }
    }
    return Arrays.copyOf(indices, found);
  }
}
