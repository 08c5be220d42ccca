package io.finetune.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The losses of detection networks, as torchvision computes them: one method, one native call.
 * Arrays are float32, indices int64, all on the same device; a loss over no rows is zero. Results
 * are scalars attached to the given scope, and record gradients while a collector is open.
 *
 * <p>Indices must be in range, the caller's to check: libtorch may abort on others.
 */
public final class LossKernels {

  private static final Map<Device, LossKernels> BY_DEVICE = new ConcurrentHashMap<>();

  private final ScriptModule module;

  private LossKernels(Device device) {
    module = ScriptModule.load(device, LossKernels.class, "loss_kernels.py");
  }

  /**
   * Returns the kernels of a device, compiled on first use and kept for the life of the process.
   *
   * @param device the device
   * @return its kernels
   */
  public static LossKernels on(Device device) {
    return BY_DEVICE.computeIfAbsent(device, LossKernels::new);
  }

  /**
   * The losses of a region proposal network (arXiv 1506.01497, equation 1): mean binary cross
   * entropy of the chosen anchors, and smooth L1 (bent at 1/9) of the matched ones, summed and
   * divided by the number of chosen ones.
   *
   * @param scope the owner of the results
   * @param logits (N, S)
   * @param deltas (N, S, 4)
   * @param chosen (C): anchors the loss is computed on, as places in (N * S)
   * @param labels float32 (C): 1 for an object, 0 for background
   * @param matched (P): those of an object, as places in (N * S)
   * @param codes (P, 4): the deltas they should have
   * @return objectness loss and box loss
   */
  public NDList proposalLosses(
      NDManager scope,
      NDArray logits,
      NDArray deltas,
      NDArray chosen,
      NDArray labels,
      NDArray matched,
      NDArray codes) {
    return module.call(scope, "proposal_losses", logits, deltas, chosen, labels, matched, codes);
  }

  /**
   * The losses of a box head (arXiv 1504.08083, equation 1): mean cross entropy of all regions, and
   * smooth L1 (bent at 1/9) of the matched ones, summed and divided by the number of all.
   *
   * @param scope the owner of the results
   * @param logits (R, K), the background as class 0
   * @param deltas (R, 4 * K)
   * @param labels (R), 0 to K - 1
   * @param boxes (P): the delta of a matched region that belongs to its class, as a place in (R *
   *     K)
   * @param codes (P, 4): what these should be
   * @return classification loss and box loss
   */
  public NDList regionLosses(
      NDManager scope,
      NDArray logits,
      NDArray deltas,
      NDArray labels,
      NDArray boxes,
      NDArray codes) {
    return module.call(scope, "region_losses", logits, deltas, labels, boxes, codes);
  }

  /**
   * The loss of a mask head (arXiv 1703.06870): mean binary cross entropy over all pixels.
   *
   * @param scope the owner of the result
   * @param logits (P, M, M), of each region's own class
   * @param targets (P, M, M), 0 to 1
   * @return the loss
   */
  public NDArray maskLoss(NDManager scope, NDArray logits, NDArray targets) {
    return module.call(scope, "mask_loss", logits, targets).head();
  }
}
