package io.finetune.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.finetune.kernel.ScriptModule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The optimizers' native calls on one device. Lists run in parallel: one entry per parameter.
 * Arrays are checked by the caller; nothing here looks at shapes.
 */
final class OptimKernels {

  // Stateless compiled code, so one per device serves every optimizer for the process's life.
  private static final Map<Device, OptimKernels> BY_DEVICE = new ConcurrentHashMap<>();

  /**
   * Elements of a block for each thread: of weight, gradient and momentum together 768 KiB, which
   * fits beside the rest in a core's cache.
   */
  private static final long BLOCK_OF_A_THREAD = 1 << 16;

  private final ScriptModule module;
  private final boolean cpu;

  private OptimKernels(Device device) {
    module = ScriptModule.load(device, OptimKernels.class, "optim_kernels.py");
    cpu = !device.isGpu();
  }

  static OptimKernels on(Device device) {
    return BY_DEVICE.computeIfAbsent(device, OptimKernels::new);
  }

  /**
   * Weights with their gradients.
   *
   * @param weights the weights
   * @param gradients their gradients, overwritten; or an empty list for the weights' own
   */
  record Targets(List<NDArray> weights, List<NDArray> gradients) {}

  /**
   * Settings every step has.
   *
   * @param learningRate the learning rate
   * @param weightDecay the weight decay
   * @param step which step of these parameters it is, from 1
   * @param gradientRank tensors from this rank on have their gradient centralized
   * @param updateRank tensors from this rank on have their update centralized
   */
  record Common(
      double learningRate, double weightDecay, long step, int gradientRank, int updateRank) {}

  /** Moments of the Adam kind: means, means of squares, maxima of these or an empty list. */
  record Moments(List<NDArray> means, List<NDArray> squares, List<NDArray> maxima) {}

  /** Rates and epsilon of the Adam kind. */
  record Betas(double beta1, double beta2, double epsilon) {}

  /**
   * Coefficients of {@code p -= rate * c(m / (sqrt(v) / root + eps) + decay * p)}.
   *
   * @param coupled weight decay added to the gradient
   * @param decay weight decay inside the update
   * @param rate the factor on the update
   * @param root see the formula
   * @param rectified whether the quotient is used; else m stands in its place
   * @param alias whether an update that is m is formed in m itself
   */
  record Update(
      double coupled, double decay, double rate, double root, boolean rectified, boolean alias) {}

  /** Scales gradients, then limits their values, then the norm of all of them; 0 is no limit. */
  void limit(Targets targets, double factor, double value, double norm) {
    run(
        "limit",
        list(targets.weights),
        list(targets.gradients),
        IValue.from(factor),
        IValue.from(value),
        IValue.from(norm));
  }

  void zero(List<NDArray> weights) {
    run("zero", list(weights));
  }

  /** The norms of the weights' own gradients, one a weight; the scope owns the array. */
  NDArray norms(NDManager scope, List<NDArray> weights) {
    try (IValue norms = module.run("norms", list(weights))) {
      return norms.toTensor((PtNDManager) scope);
    }
  }

  /** Four numbers a weight, see {@code optim_kernels.py}. */
  float[] centralization(List<NDArray> weights) {
    return floats(module.run("centralization", list(weights)), weights);
  }

  /** A row of numbers a weight, then one a gradient, see {@code optim_kernels.py}. */
  float[] distributions(List<NDArray> weights, int bins) {
    return floats(module.run("distributions", list(weights), IValue.from((long) bins)), weights);
  }

  private static float[] floats(IValue result, List<NDArray> weights) {
    try (result;
        NDManager scope = weights.get(0).getManager().newSubManager()) {
      return result.toTensor((PtNDManager) scope).toFloatArray();
    }
  }

  /** A step of SGD; the weights' own gradients are zero afterwards. */
  void sgd(
      Targets targets,
      List<NDArray> momenta,
      Common common,
      boolean decoupled,
      SgdGc.Momentum momentum) {
    run(
        "sgd",
        list(targets.weights),
        list(targets.gradients),
        list(momenta),
        IValue.from(common.learningRate),
        IValue.from(decoupled ? 0 : common.weightDecay),
        IValue.from(decoupled ? common.weightDecay : 0),
        IValue.from(momentum.factor()),
        IValue.from(momentum.dampening()),
        IValue.from(momentum.nesterov()),
        IValue.from(common.step == 1),
        IValue.from((long) common.gradientRank),
        IValue.from(cpu ? BLOCK_OF_A_THREAD * JniUtils.getNumThreads() : 0));
  }

  void adam(Targets targets, Moments moments, Common common, Betas betas, boolean decoupled) {
    run(
        decoupled ? "adamw" : "adam",
        list(targets.weights),
        list(targets.gradients),
        list(moments.means),
        list(moments.squares),
        list(moments.maxima),
        IValue.from((double) common.step),
        IValue.from(common.learningRate),
        IValue.from(betas.beta1),
        IValue.from(betas.beta2),
        IValue.from(betas.epsilon),
        IValue.from(common.weightDecay),
        IValue.from((long) common.gradientRank));
  }

  void adaptive(Targets targets, Moments moments, Common common, Betas betas, Update update) {
    run(
        "adaptive",
        list(targets.weights),
        list(targets.gradients),
        list(moments.means),
        list(moments.squares),
        list(moments.maxima),
        IValue.from(betas.beta1),
        IValue.from(betas.beta2),
        IValue.from(betas.epsilon),
        IValue.from(update.coupled),
        IValue.from(update.decay),
        IValue.from(update.rate),
        IValue.from(update.root),
        IValue.from(update.rectified),
        IValue.from(update.alias),
        IValue.from((long) common.gradientRank),
        IValue.from((long) common.updateRank));
  }

  void adagrad(
      Targets targets, List<NDArray> sums, Common common, double learningRateDecay, double eps) {
    boolean fused = cpu && common.updateRank == Centralization.NONE.minimumRank();
    run(
        "adagrad",
        list(targets.weights),
        list(targets.gradients),
        list(sums),
        IValue.from((double) common.step),
        IValue.from(common.learningRate),
        IValue.from(learningRateDecay),
        IValue.from(eps),
        IValue.from(common.weightDecay),
        IValue.from((long) common.gradientRank),
        IValue.from((long) common.updateRank),
        IValue.from(fused));
  }

  void lookahead(List<NDArray> weights, List<NDArray> slow, double alpha) {
    run("lookahead", list(weights), list(slow), IValue.from(alpha));
  }

  private static IValue list(List<NDArray> arrays) {
    return ScriptModule.list(arrays);
  }

  private void run(String method, IValue... arguments) {
    module.run(method, arguments).close();
  }
}
