package io.finetune.summary;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.kernel.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a step of training takes at its peak, in bytes, added up before it is made. It counts
 *
 * <ul>
 *   <li>parameters and buffers, gradients and the optimizer's state: 4 bytes an element;
 *   <li>activations: what every convolution, norm and ReLU keeps for the backward pass, in the
 *       precision of the computation, as {@link Activations} lists it; nothing of frozen parts;
 *   <li>casts: in bfloat16 the weights once more, at 2 bytes;
 *   <li>workspace: the largest activations or gradients that live beside all of that, and what the
 *       allocator keeps of the last step, 15 % of the activations as measured on Linux;
 *   <li>images: the batches that are read ahead;
 *   <li>program: the JVM with its classes and heap, and libtorch, as measured on Linux.
 * </ul>
 *
 * <p>Regions of a detector are counted as many as may be, so with few objects on an image it takes
 * less. Measured peaks of ResNet and Mask R-CNN are within a quarter of it; a checkpoint at the end
 * of an epoch copies parameters and the optimizer's state once more.
 *
 * @param parameters of parameters and buffers
 * @param gradients of what is trained
 * @param optimizer its state
 * @param activations kept for the backward pass, the casts of weights among them
 * @param workspace gradients of activations
 * @param images batches of images on the host
 * @param program everything else
 */
public record MemoryEstimate(
    long parameters,
    long gradients,
    long optimizer,
    long activations,
    long workspace,
    long images,
    long program) {

  /** Resident memory of the process that trains the smallest network with batches of one image. */
  private static final long PROGRAM = 420L << 20;

  /** One batch in use and three read ahead, as the loader does. */
  private static final int BATCHES = 4;

  /** What an allocator keeps beside what is used, of the activations. */
  private static final double KEPT = 0.15;

  private static final double GIB = 1024.0 * 1024 * 1024;

  /**
   * Estimates a step.
   *
   * @param network the network, whose shapes and frozen parts are known
   * @param plan what it is built of
   * @param images (N, 3, H, W) of the largest batch
   * @param style how its ResNet's convolutions are normalised
   * @param precision the dtype of the computation
   * @param states numbers that the optimizer keeps for each parameter
   * @return the estimate
   */
  public static MemoryEstimate of(
      Layer network,
      NetworkPlan plan,
      Shape images,
      ConvStyle style,
      Precision precision,
      int states) {
    Map<String, Parameter> named = network.named();
    long all = named.values().stream().mapToLong(each -> each.getShape().size()).sum();
    List<Parameter> trained =
        named.values().stream()
            .filter(each -> each.getType() == Parameter.Type.WEIGHT && each.requiresGradient())
            .toList();
    long count = trained.stream().mapToLong(each -> each.getShape().size()).sum();
    int bytes = precision == Precision.BF16 ? 2 : 4;
    Activations kept = Activations.of(named, plan, images, style);
    long activations = kept.bytes(bytes) + (bytes == 2 ? 2 * count : 0);
    return new MemoryEstimate(
        4 * all,
        4 * count,
        4L * states * count,
        activations,
        kept.workspace(bytes) + Math.round(KEPT * activations),
        BATCHES * images.size(),
        PROGRAM);
  }

  /** Returns the sum. */
  public long total() {
    return parameters + gradients + optimizer + activations + workspace + images + program;
  }

  /** Returns lines for people. */
  public List<String> lines() {
    return List.of(
        String.format(Locale.ROOT, "memory: about %.1f GiB at the peak of a step", total() / GIB),
        String.format(
            Locale.ROOT,
            "  parameters %.2f  gradients %.2f  optimizer %.2f  activations %.2f  workspace %.2f "
                + " images %.2f  program %.2f",
            parameters / GIB,
            gradients / GIB,
            optimizer / GIB,
            activations / GIB,
            workspace / GIB,
            images / GIB,
            program / GIB));
  }
}
