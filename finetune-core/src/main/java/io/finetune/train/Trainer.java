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
  private final LossLog losses;

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
    // diverged step before it is made.
    losses = new LossLog(manager, device.isGpu() ? plan.reportEvery() : 1);
  }

  /** Stores what a training reached. */
  public interface Keeper {

    /**
     * Called at the end of every epoch and when the training is interrupted.
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
   * @param keeper stores the outcome of every epoch
   * @param stop asked after every step; true ends the training after a last call of the keeper
   * @return how far the training came
   * @throws io.finetune.DivergedException if a loss is not finite; what the keeper stored before
   *     stays
   */
  public Progress fit(
      Feed<T> train, Feed<T> test, Progress from, Keeper keeper, BooleanSupplier stop) {
    Progress progress = from;
    while (progress.epoch() < plan.epochs()) {
      Epoch epoch = new Epoch(train, progress);
      if (!epoch.run(stop)) {
        keeper.keep(epoch.interrupted(), Map.of(), false);
        return epoch.interrupted();
      }
      double imagesPerSecond = epoch.whole.imagesPerSecond();
      double dataWait = epoch.whole.dataWait();
      int done = progress.epoch() + 1;
      Map<String, Double> metrics = evaluates(done) ? evaluate(test) : Map.of();
      double main = metrics.getOrDefault(task.mainMetric(), Double.NEGATIVE_INFINITY);
      boolean best = main > progress.best();
      progress = progress.afterEpoch(epoch.step, best, main);
      EpochReport report =
          new EpochReport(
              done,
              plan.epochs(),
              epoch.step,
              means(epoch.sums, epoch.batches),
              metrics,
              best,
              epoch.rate,
              imagesPerSecond,
              dataWait,
              epoch.whole.elapsed());
      // Listeners first: what they wrote of an epoch that was not kept is dropped on resume.
      listeners.forEach(listener -> listener.onEpoch(report));
      keeper.keep(progress, metrics, best);
    }
    return progress;
  }

  private boolean evaluates(int epoch) {
    return epoch % plan.evaluateEvery() == 0 || epoch == plan.epochs();
  }

  /**
   * Evaluates the network as it is.
   *
   * @param test the batches
   * @return the metrics of {@link Task#evaluation()}
   */
  public Map<String, Double> evaluate(Feed<T> test) {
    // Threads begin with gradients on; only the one that loaded the engine begins with them off.
    JniUtils.setGradMode(false);
    Evaluation<T> evaluation = task.evaluation();
    try (BatchIterator<T> batches = test.batches().epoch(0)) {
      while (batches.hasNext()) {
        try (NDManager scope = manager.newSubManager()) {
          evaluation.add(test.intake().apply(scope, batches.next()), store);
        }
      }
    }
    return evaluation.metrics();
  }

  @Override
  public void close() {
    losses.close();
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
    private long step;
    private int batch;
    private double rate;

    Epoch(Feed<T> train, Progress start) {
      this.train = train;
      this.start = start;
      batches = train.batches().batches();
      step = start.step();
      batch = start.batch();
      sums = new TreeMap<>(start.lossSums());
      whole = new Throughput(train.batches()::waitNanos);
      startLap();
    }

    private void startLap() {
      lap = new Throughput(train.batches()::waitNanos);
      lapSums = Map.copyOf(sums);
      lapBatch = batch;
    }

    /** Runs the epoch; false if it was stopped before its end. */
    boolean run(BooleanSupplier stop) {
      try (BatchIterator<T> iterator = train.batches().epoch(start.epoch(), start.batch())) {
        while (iterator.hasNext()) {
          int group = Math.min(plan.accumulate(), batches - batch);
          for (int i = 0; i < group && iterator.hasNext(); i++) {
            Batch<T> next = iterator.next();
            // Its own number, not a count: a batch of nothing but skipped images does not come.
            batch = next.number() + 1;
            accumulate(next, group);
          }
          rate = schedule.at(step);
          listeners.forEach(listener -> listener.beforeStep(step + 1));
          optimizer.step(parameters, rate);
          step++;
          if (step % plan.reportEvery() == 0) {
            report();
          }
          if (stop.getAsBoolean() && batch < batches) {
            read();
            return false;
          }
        }
      }
      read();
      return true;
    }

    private void accumulate(Batch<T> next, int group) {
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        DeviceBatch<T> inputs = train.intake().apply(scope, next);
        int images = inputs.ids().size();
        Map<String, NDArray> parts = task.losses(inputs, store);
        NDArray total = parts.values().stream().reduce(NDArray::add).orElseThrow();
        collector.backward(group == 1 ? total : total.div(group));
        losses.add(parts, inputs.ids());
        lap.add(images);
        whole.add(images);
      }
      if (losses.isFull()) {
        read();
      }
    }

    private void read() {
      losses.read().forEach((name, sum) -> sums.merge(name, sum, Double::sum));
    }

    private void report() {
      read();
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
              means(since, batch - lapBatch),
              rate,
              lap.imagesPerSecond(),
              lap.dataWait(),
              Duration.ofNanos((long) (perBatch * left)));
      listeners.forEach(listener -> listener.onStep(report));
      startLap();
    }

    Progress interrupted() {
      return new Progress(start.epoch(), batch, step, sums, start.bestEpoch(), start.best());
    }
  }

  /** The mean of each part, and first of all "loss", their sum. */
  private static Map<String, Double> means(Map<String, Double> sums, int batches) {
    Map<String, Double> means = new LinkedHashMap<>();
    means.put("loss", sums.values().stream().mapToDouble(v -> v).sum() / batches);
    if (sums.size() > 1) {
      sums.forEach((name, sum) -> means.put(name, sum / batches));
    }
    return means;
  }
}
