package io.finetune.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernels that only detection networks need: one method, one native call. Every result is
 * attached to the given scope and records gradients while a collector is open.
 *
 * <p>Maps are (N, C, H, W), float32 or bfloat16, and fastest with their channels innermost ({@link
 * Kernels#channelsLast}); parameters are float32.
 */
public final class DetectionKernels {

  /** How many maps regions are pooled from: the finest four of a feature pyramid. */
  public static final int POOLED_MAPS = 4;

  private static final Map<Device, DetectionKernels> BY_DEVICE = new ConcurrentHashMap<>();

  private final ScriptModule module;
  private final NDManager numbers = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  private DetectionKernels(Device device) {
    module = ScriptModule.load(device, DetectionKernels.class, "detection_kernels.py");
  }

  /**
   * Returns the kernels of a device, compiled on first use and kept for the life of the process.
   *
   * @param device the device
   * @return its kernels
   */
  public static DetectionKernels on(Device device) {
    return BY_DEVICE.computeIfAbsent(device, DetectionKernels::new);
  }

  /**
   * Adds a coarser map to a finer one; the nearest coarse pixel stands for each fine one.
   *
   * @param scope the owner of the result
   * @param finer (N, C, H, W); overwritten by the result
   * @param coarser (N, C, H', W')
   * @return (N, C, H, W), in the memory of {@code finer}
   */
  public NDArray addUpsampled(NDManager scope, NDArray finer, NDArray coarser) {
    return call(scope, "add_upsampled", finer, coarser);
  }

  /**
   * Takes every second pixel of every second row: a max pooling of side 1 and stride 2.
   *
   * @param scope the owner of the result
   * @param x (N, C, H, W)
   * @return (N, C, ceil(H / 2), ceil(W / 2))
   */
  public NDArray subsample(NDManager scope, NDArray x) {
    return call(scope, "subsample", x);
  }

  /**
   * The outputs of a region proposal head for A anchors at each pixel.
   *
   * @param scope the owner of the result
   * @param x (N, C, H, W)
   * @param logitsWeight float32 (A, C, 1, 1)
   * @param logitsBias float32 (A)
   * @param deltasWeight float32 (4 A, C, 1, 1)
   * @param deltasBias float32 (4 A)
   * @return float32 logits (N, H W A) and deltas (N, H W A, 4), by row, column, anchor
   */
  public NDList rpnOutputs(
      NDManager scope,
      NDArray x,
      NDArray logitsWeight,
      NDArray logitsBias,
      NDArray deltasWeight,
      NDArray deltasBias) {
    return module.call(scope, "rpn_outputs", x, logitsWeight, logitsBias, deltasWeight, deltasBias);
  }

  /**
   * The regions that are pooled from one map, as weighted sums of its pixels: one sum for each
   * cell, region by region and row by row. libtorch does not check them.
   *
   * @param map (N, C, H, W)
   * @param rows int32: (n H + y) W + x of each term's pixel
   * @param weights float32, as many: what each pixel counts
   * @param starts int32 (sums): where each sum's terms begin; a sum may have none
   */
  public record MapRegions(NDArray map, NDArray rows, NDArray weights, NDArray starts) {}

  /**
   * RoIAlign: adds up the pixels of regions, in float32.
   *
   * @param scope the owner of the result
   * @param maps the regions of each of four maps
   * @param side cells along a region's side
   * @return (R, C, side, side) of the maps' dtype, in channels_last layout: the first map's
   *     regions, then the second's, and so on
   */
  public NDArray poolRegions(NDManager scope, List<MapRegions> maps, int side) {
    if (maps.size() != POOLED_MAPS) {
      throw new IllegalArgumentException(
          "regions are pooled from " + POOLED_MAPS + " maps, got " + maps.size());
    }
    List<NDArray> arguments = new ArrayList<>();
    for (MapRegions each : maps) {
      if (each.starts.getShape().size() % ((long) side * side) != 0) {
        throw new IllegalArgumentException(
            each.starts.getShape().size() + " sums are no whole number of regions of " + side);
      }
      arguments.addAll(List.of(each.map, each.rows, each.weights, each.starts));
    }
    arguments.add(Kernels.on(arguments.get(0).getDevice()).integers(side));
    return call(scope, "pool_regions", arguments.toArray(NDArray[]::new));
  }

  /**
   * Picks entries along the first axis.
   *
   * @param scope the owner of the result
   * @param x (N, ...)
   * @param places int64 (M), 0 to N - 1: the caller's to check, because libtorch aborts
   * @return (M, ...)
   */
  public NDArray select(NDManager scope, NDArray x, NDArray places) {
    return call(scope, "select", x, places);
  }

  /**
   * The last layers of a mask head, for one class of each region alone.
   *
   * @param scope the owner of the result
   * @param x (R, C, H, W)
   * @param upWeight float32 (C, C', 2, 2), of a transposed convolution of stride 2
   * @param upBias float32 (C')
   * @param classWeight float32 (K, C', 1, 1)
   * @param classBias float32 (K)
   * @param labels int64 (R), 0 to K - 1: checked by the caller, because libtorch aborts
   * @return float32 (R, 2 H, 2 W)
   */
  public NDArray maskLogits(
      NDManager scope,
      NDArray x,
      NDArray upWeight,
      NDArray upBias,
      NDArray classWeight,
      NDArray classBias,
      NDArray labels) {
    return call(scope, "mask_logits", x, upWeight, upBias, classWeight, classBias, labels);
  }

  /**
   * Normalises an image, resizes it bilinearly (sampling by the ratio of the sides, no
   * antialiasing) and puts it into the upper left corner of its place in a batch.
   *
   * @param batch float32 (N, 3, H, W); changed in place
   * @param image float32 (3, h, w)
   * @param mean float32 (3, 1, 1), subtracted first
   * @param std float32 (3, 1, 1), divided by then
   * @param index the place, 0 to N - 1
   * @param height rows in the batch, at most H
   * @param width columns in the batch, at most W
   */
  public void placeImage(
      NDArray batch, NDArray image, NDArray mean, NDArray std, int index, int height, int width) {
    try (NDArray place = numbers.create(new long[] {index, height, width})) {
      call(batch.getManager(), "place_image", batch, image, mean, std, place).close();
    }
  }

  NDArray call(NDManager scope, String method, NDArray... arguments) {
    return module.call(scope, method, arguments).head();
  }
}
