package io.finetune.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.finetune.DivergedException;
import io.finetune.FinetuneException;
import io.finetune.data.SkippedSample;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.page.RunPage;
import io.finetune.result.DataSummary;
import io.finetune.result.TestPictures;
import io.finetune.train.OnNan;
import io.finetune.train.Progress;
import io.finetune.train.Trainer;
import io.finetune.train.TrainingListener;
import io.finetune.train.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run, from settings to result: data, model, optimizer, train, save, in this order.
 *
 * @param <T> the type of a sample's target
 */
final class Session<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final double NANOS_PER_MINUTE = 60e9;

  private final Choices choices;
  private final Device device;
  private final Precision precision;
  private final Owned owned = new Owned();
  private final Assembly<T> assembly;
  private final CentralizedOptimizer optimizer;
  private final Watching watching;
  private final List<String> facts;

  private Session(Choices choices, Device device, Precision precision, Assembly<T> assembly) {
    this.choices = choices;
    this.device = device;
    this.precision = precision;
    this.assembly = owned.add(assembly);
    optimizer = owned.add(Updates.optimizer(choices));
    watching = new Watching(choices, assembly.network().named());
    facts = new ArrayList<>(assembly.facts());
    facts.add("device: " + name(device) + ", " + name(precision));
  }

  /**
   * Opens the data and builds network and optimizer; nothing is written yet.
   *
   * @param choices every setting of the run
   * @param maker makes the parts that depend on what is learned
   */
  static Session<?> open(Choices choices, Assembly.Maker maker) {
    Device device = Devices.parse(choices.get(Settings.DEVICE));
    Devices.useThreads(choices.get(Settings.THREADS));
    Precision precision = Precisions.parse(choices.get(Settings.PRECISION), device);
    Engine.getEngine("PyTorch").setRandomSeed(choices.get(Settings.SEED).intValue());
    return new Session<>(choices, device, precision, maker.make(choices, device, precision));
  }

  /** Puts the pretrained weights into the network, all but the head. */
  void loadWeights() {
    facts.add("weights: " + assembly.loadWeights());
  }

  /** Puts the pretrained weights into the network if they are on this machine. */
  void loadWeightsAtHand() {
    if (Sources.areAtHand(choices)) {
      loadWeights();
    } else {
      facts.add(
          "weights: "
              + choices.get(Settings.WEIGHTS)
              + ", not on this machine yet: fetched when training begins");
    }
  }

  /** Goes up to the first step, and draws what would be learned from. */
  Preview rehearse(Path directory, Path picture) {
    Recipes.Recipe recipe =
        Recipes.of(choices.get(Settings.MODEL_NAME), choices.get(Settings.DATASET));
    RunPlan plan = new RunPlan(choices, recipe, directory, facts);
    return new Rehearsal<>(choices, device, precision, assembly).perform(plan, picture);
  }

  /** Trains in a new folder. */
  RunResult start(
      RunDirectory directory,
      List<TrainingListener> watchers,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    directory.write(RunDirectory.CONFIG, FlatYaml.lines(choices.toMap()));
    directory.write(Environment.FILE, FlatYaml.lines(Environment.describe(device, precision)));
    directory.write(DataFingerprint.FILE, FlatYaml.lines(DataFingerprint.of(assembly.data())));
    directory.write("classes.txt", assembly.data().train().classes());
    SettingsTable.write(directory.file(SettingsTable.FILE), choices);
    Checkpoints checkpoints = checkpoints(directory, watchers);
    // Before the first step, so that a disk with no room for it is found now and not in an hour.
    checkpoints.keep(Progress.START, Map.of(), false);
    checkpoints.requireStored();
    return train(directory, checkpoints, Progress.START, watchers, onReady, stop);
  }

  /** Takes up the training where the last checkpoint of a run left it. */
  RunResult resume(
      Resumption run,
      List<TrainingListener> watchers,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    run.requireSameData(assembly.data());
    Checkpoints checkpoints = checkpoints(run.directory(), watchers);
    Progress from = checkpoints.restore();
    facts.addAll(checkpoints.remarks());
    facts.addAll(run.requireSamePast(plan().stepsPerEpoch(batches()), from));
    facts.addAll(run.otherRounding(Environment.describe(device, precision)));
    run.store();
    facts.add("resumed: after epoch " + from.epoch() + ", batch " + from.batch());
    return train(run.directory(), checkpoints, from, watchers, onReady, stop);
  }

  private Checkpoints checkpoints(RunDirectory directory, List<TrainingListener> watchers) {
    double minutes = choices.get(Settings.CHECKPOINT_MINUTES);
    return new Checkpoints(
        new CheckpointFiles(directory.path()),
        assembly.network(),
        optimizer,
        about(),
        Duration.ofNanos((long) (minutes * NANOS_PER_MINUTE)),
        warnings(watchers));
  }

  /** Who is told what the training survives; without a listener it is logged, to be seen at all. */
  private static Consumer<String> warnings(List<TrainingListener> watchers) {
    return watchers.isEmpty()
        ? log::warn
        : warning -> watchers.forEach(watcher -> watcher.onWarning(warning));
  }

  /** What it takes to use the trained weights. */
  private Map<String, String> about() {
    return new ModelFacts(
            choices.get(Settings.MODEL_NAME),
            choices.get(Settings.DATASET),
            assembly.data().train().classes(),
            assembly.preprocessing(),
            choices.only(Settings.OF_TRAINED))
        .toMetadata();
  }

  private RunResult train(
      RunDirectory directory,
      Checkpoints checkpoints,
      Progress from,
      List<TrainingListener> watchers,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    Recipes.Recipe recipe =
        Recipes.of(choices.get(Settings.MODEL_NAME), choices.get(Settings.DATASET));
    if (!Files.exists(directory.file(DataSummary.FILE))) {
      DataSummary.write(directory.path(), assembly.data(), assembly::labels, assembly.counted());
    }
    onReady.accept(new RunPlan(choices, recipe, directory.path(), facts));
    Recording<T> recording =
        owned.add(
            new Recording<>(
                directory,
                assembly,
                watching,
                from,
                plan().stepsPerEpoch(batches()),
                watchers,
                warnings(watchers)));
    Trainer<T> trainer = owned.add(trainer(recording));
    Progress reached;
    try {
      reached = trainer.fit(recording.train(), assembly.test(), from, checkpoints, stop);
    } catch (DivergedException e) {
      throw new DivergedException(e.getMessage() + ". " + checkpoints.describe(), e);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw OutOfMemory.explain(e, choices, directory, checkpoints.describe());
    } finally {
      report(directory);
      writeCard(directory);
    }
    if (reached.epoch() >= plan().epochs()) {
      recording.ended();
    }
    checkpoints.requireStored();
    return new RunResult(
        directory.path(),
        checkpoints.metrics(),
        reached.bestEpoch(),
        reached.best(),
        reached.epoch() < plan().epochs(),
        reached.skipped(),
        skipped(directory));
  }

  private TrainingPlan plan() {
    return new TrainingPlan(
        choices.get(Settings.EPOCHS),
        choices.get(Settings.ACCUMULATE),
        choices.get(Settings.EVALUATE_EVERY),
        choices.get(Settings.REPORT_EVERY),
        OnNan.valueOf(choices.get(Settings.ON_NAN).toUpperCase(Locale.ROOT)));
  }

  /** The batches of an epoch. */
  private int batches() {
    return assembly.train().batches().batches();
  }

  /** Writes the run's card. A failure is told, but no reason to lose a trained network. */
  private static void writeCard(RunDirectory directory) {
    try {
      RunReadme.write(directory.path());
    } catch (FinetuneException e) {
      log.warn(
          "the run has no card ({}); when that is mended: finetune card {}",
          e.getMessage(),
          directory.path());
    }
  }

  private Trainer<T> trainer(Recording<T> recording) {
    return new Trainer<>(
        device,
        assembly.task(recording.witnesses()),
        optimizer,
        Updates.groups(choices, assembly.network().named(), assembly.heads()),
        Updates.schedule(choices, plan().stepsPerEpoch(batches())),
        plan(),
        recording.listeners());
  }

  /** Writes the page about the run. A failure is told, but no reason to lose a trained network. */
  private void report(RunDirectory directory) {
    try {
      skipped(directory); // which the page counts
      assembly.draw(new TestPictures(directory.path()));
      RunPage.write(directory.path());
    } catch (FinetuneException e) {
      log.warn(
          "the run has no report ({}); when that is mended: finetune report {}",
          e.getMessage(),
          directory.path());
    }
  }

  /** Lists the images that were left out, in a file of the run too. */
  private List<SkippedSample> skipped(RunDirectory directory) {
    List<SkippedSample> skipped = new ArrayList<>(assembly.train().batches().skipped());
    skipped.addAll(assembly.test().batches().skipped());
    if (!skipped.isEmpty()) {
      directory.write(RunDirectory.SKIPPED, skipped.stream().map(SkippedSample::line).toList());
    }
    return skipped;
  }

  private static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /** Closes everything the run opened, last first. */
  @Override
  public void close() {
    owned.close();
  }
}
