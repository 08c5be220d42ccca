package io.finetune.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.ParameterTracker;
import io.finetune.CheckpointException;
import io.finetune.optim.OptimKernels.Common;
import io.finetune.optim.OptimKernels.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the optimizers of this package share: Gradient Centralization, parameter groups, limits on
 * gradients, Lookahead, and state that can be named, saved and restored.
 *
 * <p>There are two ways to use one. {@link #step} updates all parameters of a network in a constant
 * number of native calls and is what a loop of one's own calls. {@link #update} is DJL's way, one
 * parameter at a time, and works in any DJL training.
 *
 * <p>The learning rate stays outside the momentum buffer, as in PyTorch and unlike DJL's own
 * optimizers. Weights are float32 or float64, of any rank and any dense memory layout. Gradients
 * are overwritten, then zeroed. An instance belongs to one thread; closing it frees its state.
 */
public abstract class CentralizedOptimizer extends Optimizer implements AutoCloseable {

  private static final String STEP = "step";

  private final Centralization centralization;
  private final CentralizationTarget target;
  private final double learningRate;
  private final double weightDecay;
  private final ParameterTracker tracker;
  private final double clipValue;
  private final double clipNorm;
  private final Lookahead lookahead;
  private final Map<String, NamedParameter> named = new HashMap<>();
  private final Map<Key, ParameterState> states = new LinkedHashMap<>();
  private final Map<String, Map<String, NDArray>> pending = new LinkedHashMap<>();
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  /** State is kept per device: DJL updates every device's copy of a parameter by itself. */
  private record Key(String name, Device device) {}

  /** Parameters that take one fused call share these. */
  private record Settings(double learningRate, double weightDecay, long step) {}

  /** One parameter in one step. */
  private record Work(NDArray weight, ParameterState state, Settings settings) {}

  CentralizedOptimizer(CentralizedBuilder<?> builder) {
    super(builder);
    centralization = builder.centralization;
    target = builder.target;
    learningRate = builder.learningRate;
    weightDecay = builder.weightDecay;
    tracker = builder.tracker;
    clipValue = builder.clipValue;
    clipNorm = builder.clipNorm;
    lookahead = builder.lookahead;
    if (builder.parameters != null) {
      builder.parameters.parameters().forEach(p -> named.put(p.parameter().getId(), p));
    }
  }

  /**
   * Updates parameters that share all settings, with one native call.
   *
   * @param device the kernels
   * @param targets weights and gradients
   * @param state their state, in the same order
   * @param common the settings
   */
  abstract void apply(OptimKernels device, Targets targets, StateLists state, Common common);

  /** Tells whether {@link #apply} leaves the weights' own gradients at zero. */
  boolean zeroesGradients() {
    return false;
  }

  /**
   * Makes a step of all parameters from the gradients they hold, and zeroes the gradients. The
   * number of native calls does not depend on the number of parameters, only on how many different
   * multipliers there are. Parameters that require no gradient are skipped; one that no backward
   * pass has reached counts as having a gradient of zero.
   *
   * @param groups the parameters, all on one device
   * @param rate the learning rate of this step, before multipliers
   * @throws IllegalArgumentException if a parameter's dtype is not float32 or float64, or
   *     parameters lie on different devices
   */
  public void step(ParameterGroups groups, double rate) {
    Numbers.atLeastZero("learning rate", rate);
    List<Work> works = new ArrayList<>(groups.parameters().size());
    for (NamedParameter p : groups.parameters()) {
      if (p.parameter().requiresGradient()) {
        works.add(begin(p, p.parameter().getArray(), rate));
      }
    }
    if (!works.isEmpty()) {
      finish(works, List.of());
    }
  }

  /**
   * Makes a step with the learning rate the optimizer was built with.
   *
   * @param groups the parameters, all on one device
   * @throws IllegalArgumentException as {@link #step(ParameterGroups, double)}
   */
  public void step(ParameterGroups groups) {
    step(groups, learningRate);
  }

  /**
   * Updates one parameter, as DJL's trainer asks for it, and zeroes the weight's own gradient.
   *
   * <p>State is named by {@code parameterId}, or by the parameter's path if {@link
   * CentralizedBuilder#optParameters} was given; only then can it be resumed, since DJL draws new
   * ids in every process.
   *
   * @param parameterId the parameter's id
   * @param weight the weight, float32 or float64, updated in place
   * @param grad its gradient, of the weight's shape and dtype, overwritten
   * @throws IllegalArgumentException if weight and gradient do not fit each other
   * @throws IllegalStateException if the norm of all gradients is to be limited, which nobody can
   *     do who sees one parameter at a time
   */
  @Override
  public void update(String parameterId, NDArray weight, NDArray grad) {
    if (clipNorm > 0) {
      throw new IllegalStateException(
          "a limit on the norm of all gradients needs all of them: call step, or limit values");
    }
    NamedParameter parameter = named.computeIfAbsent(parameterId, CentralizedOptimizer::anonymous);
    String name = parameter.name();
    if (!grad.getShape().equals(weight.getShape()) || grad.getDataType() != weight.getDataType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the gradient of %s is %s %s, but the weight is %s %s",
              name,
              grad.getDataType(),
              grad.getShape(),
              weight.getDataType(),
              weight.getShape()));
    }
    sameDevice(name, grad.getDevice(), weight.getDevice());
    double rate = learningRate;
    if (tracker != null) {
      int step = Math.toIntExact(state(name, weight).steps() + 1);
      rate = Numbers.atLeastZero("learning rate", tracker.getNewValue(parameterId, step));
    }
    finish(List.of(begin(parameter, weight, rate)), List.of(grad));
  }

  private static NamedParameter anonymous(String id) {
    Parameter unknown = Parameter.builder().setName(id).setType(Parameter.Type.OTHER).build();
    return new NamedParameter(id, unknown, 1, 1);
  }

  private Work begin(NamedParameter parameter, NDArray weight, double rate) {
    String name = parameter.name();
    if (!weight.getDataType().isFloating() || weight.getDataType().getNumOfBytes() < 4) {
      throw new IllegalArgumentException(
          name + " is " + weight.getDataType() + "; optimizers update float32 or float64 weights");
    }
    ParameterState state = state(name, weight);
    state.follow(weight);
    Settings settings =
        new Settings(
            rate * parameter.learningRateMultiplier(),
            weightDecay * parameter.weightDecayMultiplier(),
            state.steps() + 1);
    return new Work(weight, state, settings);
  }

  private void finish(List<Work> works, List<NDArray> gradients) {
    Device device = works.get(0).weight.getDevice();
    works.forEach(w -> sameDevice("a parameter", w.weight.getDevice(), device));
    OptimKernels calls = OptimKernels.on(device);
    Targets all = new Targets(weights(works), gradients);
    if (rescaleGrad != 1 || clipValue > 0 || clipNorm > 0) {
      calls.limit(all, rescaleGrad, clipValue, clipNorm);
    }
    if (lookahead != null) {
      slow(works.stream().filter(w -> lookahead.startsBefore(w.settings.step)).toList());
    }
    works.stream()
        .collect(Collectors.groupingBy(Work::settings, LinkedHashMap::new, Collectors.toList()))
        .forEach((settings, group) -> apply(calls, settings, group, gradients));
    if (lookahead != null) {
      lookAhead(calls, works);
    }
    works.forEach(w -> w.state.steps(w.settings.step));
    if (!zeroesGradients()) {
      calls.zero(all.weights());
    }
  }

  private void apply(
      OptimKernels calls, Settings settings, List<Work> group, List<NDArray> gradients) {
    int none = Centralization.NONE.minimumRank();
    int rank = centralization.minimumRank();
    boolean ofGradient = target == CentralizationTarget.GRADIENT;
    Common common =
        new Common(
            settings.learningRate,
            settings.weightDecay,
            settings.step,
            ofGradient ? rank : none,
            ofGradient ? none : rank);
    StateLists state =
        new StateLists(
            group.stream().map(Work::weight).toList(), group.stream().map(Work::state).toList());
    apply(calls, new Targets(weights(group), gradients), state, common);
  }

  private void lookAhead(OptimKernels calls, List<Work> works) {
    slow(works.stream().filter(w -> lookahead.startsAfter(w.settings.step)).toList());
    List<Work> due =
        works.stream().filter(w -> lookahead.synchronisesAfter(w.settings.step)).toList();
    if (!due.isEmpty()) {
      calls.lookahead(weights(due), slow(due), lookahead.alpha());
    }
  }

  private static List<NDArray> slow(List<Work> works) {
    return works.stream().map(w -> w.state.array("slow", w.weight::duplicate)).toList();
  }

  private static List<NDArray> weights(List<Work> works) {
    return works.stream().map(Work::weight).toList();
  }

  private static void sameDevice(String what, Device found, Device expected) {
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          what + " lies on " + found + ", the others of this step on " + expected);
    }
  }

  private ParameterState state(String name, NDArray weight) {
    return states.computeIfAbsent(
        new Key(name, weight.getDevice()),
        key -> {
          ParameterState state = new ParameterState(manager, weight);
          fill(state, name, weight);
          return state;
        });
  }

  private void fill(ParameterState state, String name, NDArray weight) {
    pending
        .getOrDefault(name, Map.of())
        .forEach(
            (kind, values) -> {
              if (kind.equals(STEP)) {
                state.steps(values.getLong());
              } else if (values.getShape().equals(weight.getShape())) {
                state.restore(kind, values);
              } else {
                throw new CheckpointException(
                    String.format(
                        Locale.ROOT,
                        "optimizer state %s/%s is %s, but the weight is %s: it is of another model",
                        kind,
                        name,
                        values.getShape(),
                        weight.getShape()));
              }
            });
  }

  /**
   * Returns the state: {@code KIND/NAME} for every array, such as {@code
   * momentum/layer1.0.conv1.weight}, and {@code step/NAME}, an int64 scalar. With several devices
   * the first one's, as all are equal.
   *
   * @return name to array, in the order of the parameters' first steps; the arrays are the
   *     optimizer's own, not copies: nobody else closes them, and the next step changes them
   */
  public Map<String, NDArray> state() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    states.forEach(
        (key, state) -> {
          if (!all.containsKey(STEP + "/" + key.name)) {
            all.put(STEP + "/" + key.name, state.stepCount());
            state.arrays().forEach((kind, array) -> all.put(kind + "/" + key.name, array));
          }
        });
    // What was restored is taken up at a parameter's first step, and may be saved before it.
    pending.forEach(
        (name, kinds) -> {
          if (!all.containsKey(STEP + "/" + name)) {
            kinds.forEach((kind, values) -> all.put(kind + "/" + name, values));
          }
        });
    return all;
  }

  /**
   * Takes over a saved state in place of the present one. Training then goes on bit by bit as it
   * would have.
   *
   * @param saved what {@link #state} returned; copied
   * @throws CheckpointException if a name is not of the form {@code KIND/NAME}; and, at the next
   *     step, if an array has not its weight's shape
   */
  public void restore(Map<String, NDArray> saved) {
    clear();
    saved.forEach(
        (name, values) -> {
          int slash = name.indexOf('/');
          if (slash <= 0) {
            throw new CheckpointException(
                "optimizer state has an entry "
                    + name
                    + "; expected KIND/NAME, as momentum/weight");
          }
          NDArray copy = values.duplicate();
          copy.attach(manager);
          pending
              .computeIfAbsent(name.substring(slash + 1), k -> new LinkedHashMap<>())
              .put(name.substring(0, slash), copy);
        });
  }

  private void clear() {
    states.values().forEach(ParameterState::close);
    states.clear();
    pending.values().forEach(kinds -> kinds.values().forEach(NDArray::close));
    pending.clear();
  }

  /** Frees the state. */
  @Override
  public void close() {
    clear();
    manager.close();
  }
}
