package io.finetune.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.ParameterGroups;
import io.finetune.schedule.Schedule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The training loop, the same for every task: batches to the device, losses, backward, optimizer
 * step; an evaluation after the epoch, then the keeper stores what came out.
 *
 * <p>One trainer may be open in a process, because DJL allows one gradient collector.
 *
 * @param <T> the type of a sample's target
 */
public final class Trainer<T> implements AutoCloseable {

  private final Task<T> task;
  private final CentralizedOptimizer optimizer;
  private final ParameterGroups parameters;
  private final Schedule schedule;
  private final TrainingPlan plan;
  private final List<TrainingListener> listeners;
  private final NDManager manager;
  private final ParameterStore store;
  private final StepGuard guard;

  /**
   * Constructs a trainer.
   *
   * @param device where the network's parameters live
   * @param task network and losses
   * @param optimizer makes the steps
   * @param parameters what it updates
   * @param schedule the learning rate of every step
   * @param plan the numbers of the loop
   * @param listeners told what happens; closed by their owner
   */
  public Trainer(
      Device device,
      Task<T> task,
      CentralizedOptimizer optimizer,
      ParameterGroups parameters,
      Schedule schedule,
      TrainingPlan plan,
      List<TrainingListener> listeners) {
    this.task = task;
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.schedule = schedule;
    this.plan = plan;
    this.listeners = List.copyOf(listeners);
    manager = NDManager.newBaseManager(device, "PyTorch");
    store = new ParameterStore(manager, false);
    // Reading a loss makes the host wait for a GPU; on the CPU it costs nothing and finds a
    // diverged step before it is made. A step that may be skipped is looked at before it is made.
    boolean rarely = device.isGpu() && plan.onNan() == OnNan.STOP;
    guard =
        new StepGuard(
            manager, task.network(), parameters, plan.onNan(), rarely ? plan.reportEvery() : 1);
  }

  /** Stores what a training reached. */
  public interface Keeper {

    /**
     * Asked after every step within an epoch.
     *
     * @return whether it is time to keep what was reached
     */
    default boolean isDue() {
      return false;
    }

    /**
     * Called at the end of every epoch, whenever it {@link #isDue} and when the training is
     * interrupted.
     *
     * @param progress how far it came
     * @param metrics the latest evaluation; empty if there was none
     * @param best whether this is the best epoch so far
     */
    void keep(Progress progress, Map<String, Double> metrics, boolean best);
  }

  /**
   * Trains until the plan is done or a stop is asked for.
   *
   * @param train training batches, shuffled
   * @param test evaluation batches
   * @param from where to begin: {@link Progress#START} or a resumed progress
   * @param keeper stores the outcome of every epoch, and what was reached within one when it asks
   * @param stop asked after every step and every batch of an evaluation; true ends the training
   *     after a last call of the keeper. An evaluation that was begun is repeated on resume
   * @return how far the training came
   * @throws io.finetune.DivergedException if a loss or gradient is not finite; what the keeper
   *     stored before stays
   */
  public Progress fit(
      Feed<T> train, Feed<T> test, Progress from, Keeper keeper, BooleanSupplier stop) {
    Progress progress = from;
    while (progress.epoch() < plan.epochs()) {
      Epoch epoch = new Epoch(train, progress);
      int done = progress.epoch() + 1;
      Optional<Map<String, Double>> evaluated =
          epoch.run(stop, keeper) ? evaluateAfter(done, test, stop) : Optional.empty();
      if (evaluated.isEmpty()) {
        keeper.keep(epoch.reached(), Map.of(), false);
        return epoch.reached();
      }
      Map<String, Double> metrics = evaluated.get();
      double main = metrics.getOrDefault(task.mainMetric(), Double.NEGATIVE_INFINITY);
      boolean best = main > progress.best();
      progress = epoch.reached().afterEpoch(best, main);
      EpochReport report = epoch.outcome(metrics, best);
      // Listeners first: what they wrote of an epoch that was not kept is dropped on resume.
      listeners.forEach(listener -> listener.onEpoch(report));
      keeper.keep(progress, metrics, best);
    }
    return progress;
  }

  /** The metrics after an epoch, none where it is not evaluated; empty if asked to stop. */
  private Optional<Map<String, Double>> evaluateAfter(
      int epoch, Feed<T> test, BooleanSupplier stop) {
    boolean due = epoch % plan.evaluateEvery() == 0 || epoch == plan.epochs();
    return due ? evaluate(test, stop) : Optional.of(Map.of());
  }

  /**
   * Evaluates the network as it is.
   *
   * @param test the batches
   * @return the metrics of {@link Task#evaluation()}
   */
  public Map<String, Double> evaluate(Feed<T> test) {
    return evaluate(test, () -> false).orElseThrow();
  }

  /** Evaluates; empty if it was asked to stop before the last batch. */
  private Optional<Map<String, Double>> evaluate(Feed<T> test, BooleanSupplier stop) {
    // Threads begin with gradients on; only the one that loaded the engine begins with them off.
    JniUtils.setGradMode(false);
    Evaluation<T> evaluation = task.evaluation();
    try (BatchIterator<T> batches = test.batches().epoch(0)) {
      while (batches.hasNext()) {
        try (NDManager scope = manager.newSubManager()) {
          evaluation.add(test.intake().apply(scope, batches.next()), store);
        }
        if (stop.getAsBoolean() && batches.hasNext()) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(evaluation.metrics());
  }

  @Override
  public void close() {
    guard.close();
    manager.close();
  }

  /** One pass over the training set, from its beginning or from where it was interrupted. */
  private final class Epoch {

    private final Feed<T> train;
    private final Progress start;
    private final int batches;
    private final Throughput whole;
    private final Map<String, Double> sums;
    private Throughput lap;
    private Map<String, Double> lapSums;
    private int lapBatch;
    private int lapCounted;
    private long step;
    private int batch;
    private int counted;
    private long skipped;
    private double rate;
    private double imagesPerSecond;
    private double dataWait;

    Epoch(Feed<T> train, Progress start) {
      this.train = train;
      this.start = start;
      batches = train.batches().batches();
      step = start.step();
      batch = start.batch();
      counted = start.lossBatches();
      skipped = start.skipped();
      // An epoch of which only the evaluation is missing makes no step of its own.
      rate = step == 0 ? 0 : schedule.at(step - 1);
      sums = new TreeMap<>(start.lossSums());
      whole = new Throughput(train.batches()::waitNanos);
      startLap();
    }

    private void startLap() {
      lap = new Throughput(train.batches()::waitNanos);
      lapSums = Map.copyOf(sums);
      lapBatch = batch;
      lapCounted = counted;
    }

    /** Runs the epoch; false if it was stopped before its end. */
    boolean run(BooleanSupplier stop, Keeper keeper) {
      try (BatchIterator<T> iterator = train.batches().epoch(start.epoch(), start.batch())) {
        while (iterator.hasNext()) {
          int came = 0;
          int group = Math.min(plan.accumulate(), batches - batch);
          guard.begin(start.epoch() + 1, step + 1);
          while (came < group && iterator.hasNext()) {
            Batch<T> next = iterator.next();
            // Its own number, not a count: a batch of nothing but skipped images does not come.
            batch = next.number() + 1;
            accumulate(next, group);
            came++;
          }
          endStep(came);
          if (step % plan.reportEvery() == 0) {
            report();
          }
          if (stop.getAsBoolean() && batch < batches) {
            guard.read(this::count);
            return false;
          }
          if (batch < batches && keeper.isDue()) {
            guard.read(this::count);
            keeper.keep(reached(), Map.of(), false);
          }
        }
      }
      guard.read(this::count);
      batch = batches;
      imagesPerSecond = whole.imagesPerSecond();
      dataWait = whole.dataWait();
      return true;
    }

    /** Makes the step that the gradients ask for, unless it must be skipped with its batches. */
    private void endStep(int ofBatches) {
      rate = schedule.at(step);
      step++;
      Optional<String> fault = guard.end(this::count);
      if (fault.isEmpty()) {
        listeners.forEach(listener -> listener.beforeStep(step));
        optimizer.step(parameters, rate);
      } else {
        skipped += ofBatches;
        listeners.forEach(listener -> listener.onSkip(fault.get()));
      }
    }

    private void accumulate(Batch<T> next, int group) {
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        DeviceBatch<T> inputs = train.intake().apply(scope, next);
        int images = inputs.ids().size();
        Map<String, NDArray> parts = task.losses(inputs, store);
        NDArray total = parts.values().stream().reduce(NDArray::add).orElseThrow();
        collector.backward(group == 1 ? total : total.div(group));
        guard.add(parts, inputs.ids());
        lap.add(images);
        whole.add(images);
      }
    }

    private void count(LossLog.Reading reading) {
      reading.sums().forEach((name, sum) -> sums.merge(name, sum, Double::sum));
      counted += reading.batches();
    }

    private void report() {
      guard.read(this::count);
      Map<String, Double> since = new TreeMap<>(sums);
      since.replaceAll((name, sum) -> sum - lapSums.getOrDefault(name, 0.0));
      int steps = plan.stepsPerEpoch(batches);
      int stepInEpoch = plan.stepsPerEpoch(batch);
      double perBatch = (double) lap.elapsed().toNanos() / (batch - lapBatch);
      long left = (long) (plan.epochs() - start.epoch()) * batches - batch;
      StepReport report =
          new StepReport(
              start.epoch() + 1,
              plan.epochs(),
              step,
              stepInEpoch,
              steps,
              means(since, counted - lapCounted),
              rate,
              lap.imagesPerSecond(),
              lap.dataWait(),
              Duration.ofNanos((long) (perBatch * left)));
      listeners.forEach(listener -> listener.onStep(report));
      startLap();
    }

    /** What the epoch came to, with its evaluation. */
    EpochReport outcome(Map<String, Double> metrics, boolean best) {
      return new EpochReport(
          start.epoch() + 1,
          plan.epochs(),
          step,
          means(sums, counted),
          metrics,
          best,
          rate,
          imagesPerSecond,
          dataWait,
          whole.elapsed());
    }

    /** How far the epoch came, its evaluation not counted. */
    Progress reached() {
      return new Progress(
          start.epoch(), batch, step, sums, counted, skipped, start.bestEpoch(), start.best());
    }
  }

  /** The mean of each part, and first of all "loss", their sum; nothing of no batches. */
  private static Map<String, Double> means(Map<String, Double> sums, int batches) {
    Map<String, Double> means = new LinkedHashMap<>();
    if (batches == 0) {
      return means;
    }
    means.put("loss", sums.values().stream().mapToDouble(v -> v).sum() / batches);
    if (sums.size() > 1) {
      sums.forEach((name, sum) -> means.put(name, sum / batches));
    }
    return means;
  }
}
