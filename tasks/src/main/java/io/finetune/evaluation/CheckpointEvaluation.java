package io.finetune.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.finetune.CheckpointException;
import io.finetune.FinetuneException;
import io.finetune.WeightException;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Split;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.evaluation.Evaluated.Part;
import io.finetune.kernel.Precision;
import io.finetune.predict.Checkpoint;
import io.finetune.predict.TrainedSettings;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.RunDirectory;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import io.finetune.train.Feed;
import io.finetune.weight.WeightLoading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Evaluates a checkpoint, by default on the test part of the dataset it was trained on. What is
 * left open is as in its run, so that the numbers are the run's own. Immutable: every method
 * returns a copy.
 */
public final class CheckpointEvaluation {

  /** What decides which samples the run's own test part has. */
  private static final List<Setting<?>> OF_DATA =
      List.of(
          Settings.DATASET,
          Settings.DATA_DIR,
          Settings.DOWNLOAD,
          Settings.TEST_FRACTION,
          Settings.SEED);

  /** What else moves an evaluation's numbers. */
  private static final List<Setting<?>> OF_SCORES =
      List.of(Settings.BATCH_SIZE, Settings.SCORE_THRESHOLD, Settings.PRECISION);

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "download", "false",
          "test-fraction", "0.2",
          "seed", "0",
          "batch-size", "8",
          "score-threshold", "0.05");

  private final Checkpoint checkpoint;
  private final Choices chosen;
  private final Part part;
  private final Consumer<List<String>> onReady;
  private final Progress progress;

  /** Told how far an evaluation is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after every batch.
     *
     * @param done images so far
     * @param all images there are
     */
    void advanced(int done, int all);
  }

  private CheckpointEvaluation(
      Checkpoint checkpoint,
      Choices chosen,
      Part part,
      Consumer<List<String>> onReady,
      Progress progress) {
    this.checkpoint = checkpoint;
    this.chosen = chosen;
    this.part = part;
    this.onReady = onReady;
    this.progress = progress;
  }

  /**
   * Starts with a checkpoint.
   *
   * @param checkpoint the trained network
   * @return an evaluation to be described further
   */
  public static CheckpointEvaluation of(Checkpoint checkpoint) {
    return new CheckpointEvaluation(
        checkpoint, Choices.NONE, Part.TEST, facts -> {}, (done, all) -> {});
  }

  /**
   * Sets what is otherwise as in the run.
   *
   * @param choices of {@link Settings}: dataset, data-dir, download, test-fraction, seed;
   *     batch-size, score-threshold, detections, workers, skip-broken; device, precision, threads
   * @return a changed copy
   */
  public CheckpointEvaluation choose(Choices choices) {
    return new CheckpointEvaluation(checkpoint, choices, part, onReady, progress);
  }

  /**
   * Chooses the part of the dataset.
   *
   * @param which the part
   * @return a changed copy
   */
  public CheckpointEvaluation part(Part which) {
    return new CheckpointEvaluation(checkpoint, chosen, which, onReady, progress);
  }

  /**
   * Sets who is told, before the first image, what is evaluated on what.
   *
   * @param consumer gets lines for people
   * @return a changed copy
   */
  public CheckpointEvaluation onReady(Consumer<List<String>> consumer) {
    return new CheckpointEvaluation(checkpoint, chosen, part, consumer, progress);
  }

  /**
   * Sets who is told how far the evaluation is.
   *
   * @param listener told, in the calling thread
   * @return a changed copy
   */
  public CheckpointEvaluation onProgress(Progress listener) {
    return new CheckpointEvaluation(checkpoint, chosen, part, onReady, listener);
  }

  /**
   * Evaluates.
   *
   * @return what came out
   * @throws io.finetune.DataException if the dataset has other classes, is not there or not usable
   * @throws CheckpointException if the checkpoint cannot be used
   */
  public Evaluated run() {
    Choices choices = choices();
    Device device = Devices.parse(choices.get(Settings.DEVICE));
    Devices.useThreads(choices.get(Settings.THREADS));
    Precision precision = Precisions.parse(choices.get(Settings.PRECISION), device);
    Subject.Setup setup = new Subject.Setup(checkpoint, choices, device, precision);
    return checkpoint.detects()
        ? evaluate(new DetectorSubject(setup), setup)
        : evaluate(new ClassifierSubject(setup), setup);
  }

  /** The user's choices, then the run's, then what is usual. */
  private Choices choices() {
    Choices choices = chosen;
    Path config = checkpoint.file().resolveSibling(RunDirectory.CONFIG);
    boolean ofRun = Files.isRegularFile(config);
    if (ofRun) {
      choices = choices.withConfig(config, OF_SCORES);
    }
    if (choices.find(Settings.DATASET).isEmpty()) {
      choices = ownDataset(choices, config, ofRun);
    }
    return TrainedSettings.complete(checkpoint, choices).withAll(DEFAULTS, Origin.DEFAULT);
  }

  private Choices ownDataset(Choices choices, Path config, boolean ofRun) {
    try {
      return ofRun
          ? choices.withConfig(config, OF_DATA)
          : choices.withText(Settings.DATASET, checkpoint.facts().dataset(), Origin.CONFIG);
    } catch (FinetuneException e) {
      throw new CheckpointException(
          checkpoint.file()
              + " was trained on "
              + checkpoint.facts().dataset()
              + ", which cannot be opened by its name ("
              + e.getMessage()
              + "). Name the dataset to evaluate on with --dataset",
          e);
    }
  }

  private <T> Evaluated evaluate(Subject<T> subject, Subject.Setup setup) {
    Choices choices = setup.choices();
    try (subject;
        NDManager manager = NDManager.newBaseManager(setup.device(), "PyTorch")) {
      Dataset<T> dataset = dataset(subject, choices);
      try {
        WeightLoading.apply(checkpoint.weights(), subject.build(manager).state(), List.of());
      } catch (WeightException e) {
        throw new CheckpointException(checkpoint.file() + " cannot be used: " + e.getMessage(), e);
      }
      onReady.accept(facts(subject, setup, dataset));
      long start = System.nanoTime();
      Feed<T> feed = subject.feed(dataset);
      try (DataLoader<T> loader = feed.batches()) {
        Evaluation<T> evaluation = subject.evaluation();
        look(feed, evaluation, manager);
        return new Evaluated(
            checkpoint,
            choices.get(Settings.DATASET),
            part,
            subject.scores(evaluation),
            loader.skipped(),
            Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }

  private <T> Dataset<T> dataset(Subject<T> subject, Choices choices) {
    String name = choices.get(Settings.DATASET);
    Split<T> split =
        subject.open(
            name,
            new DatasetOptions(
                choices.find(Settings.DATA_DIR).map(Path::of),
                choices.get(Settings.DOWNLOAD),
                DatasetOptions.defaultCache(),
                choices.get(Settings.TEST_FRACTION),
                choices.get(Settings.SEED)));
    Dataset<T> wanted = part == Part.TRAIN ? split.train() : split.test();
    List<String> classes = checkpoint.facts().classes();
    ClassMatching matching = ClassMatching.of(classes, wanted.classes(), name);
    return new Relabelled<>(wanted, classes, target -> subject.relabel(matching, target));
  }

  private <T> List<String> facts(Subject<T> subject, Subject.Setup setup, Dataset<T> dataset) {
    List<String> facts = new ArrayList<>();
    facts.add(checkpoint.describe());
    facts.add("data: " + dataset.description() + ": " + dataset.size() + " images");
    facts.add("images: " + subject.images());
    facts.add(
        String.format(
            Locale.ROOT,
            "device: %s, %s, batches of %d",
            Devices.name(setup.device()),
            setup.precision().name().toLowerCase(Locale.ROOT),
            setup.choices().get(Settings.BATCH_SIZE)));
    return facts;
  }

  private <T> void look(Feed<T> feed, Evaluation<T> evaluation, NDManager manager) {
    // Threads begin with gradients on; only the one that loaded the engine begins with them off.
    JniUtils.setGradMode(false);
    ParameterStore store = new ParameterStore(manager, false);
    int all = feed.batches().images();
    int done = 0;
    try (BatchIterator<T> batches = feed.batches().epoch(0)) {
      while (batches.hasNext()) {
        try (NDManager scope = manager.newSubManager()) {
          DeviceBatch<T> batch = feed.intake().apply(scope, batches.next());
          evaluation.add(batch, store);
          done += batch.ids().size();
          progress.advanced(done, all);
        }
      }
    }
  }
}
