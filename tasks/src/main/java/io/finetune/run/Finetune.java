package io.finetune.run;

import io.finetune.data.Instances;
import io.finetune.data.Split;
import io.finetune.run.Choices.Origin;
import io.finetune.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Fine-tunes a pretrained model on a dataset: the whole run in a few lines.
 *
 * <pre>{@code
 * RunResult result =
 *     Finetune.model("resnet50").dataset("folder:photos").optimizer("sgd_gc")
 *         .set(Settings.EPOCHS, 10)
 *         .run();
 * System.out.println(result.metrics().get("top1"));
 * }</pre>
 *
 * <p>What is not set comes from the {@link Recipes} of the model and dataset. Immutable: every
 * method returns a copy. A process runs one training at a time.
 */
public final class Finetune {

  private final Choices choices;
  private final Assembly.Maker maker;
  private final List<TrainingListener> listeners;
  private final Consumer<RunPlan> onReady;
  private final BooleanSupplier stop;

  private Finetune(
      Choices choices,
      Assembly.Maker maker,
      List<TrainingListener> listeners,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    this.choices = choices;
    this.maker = maker;
    this.listeners = listeners;
    this.onReady = onReady;
    this.stop = stop;
  }

  /**
   * Starts with a model.
   *
   * @param name a name of the model catalogue
   * @return a run to be described further
   */
  public static Finetune model(String name) {
    return of(Choices.NONE).set(Settings.MODEL_NAME, name);
  }

  /**
   * Starts with settings made elsewhere.
   *
   * @param choices the settings
   * @return a run to be described further
   */
  public static Finetune of(Choices choices) {
    return new Finetune(choices, Assembly::ofModel, List.of(), plan -> {}, () -> false);
  }

  /**
   * Chooses the dataset.
   *
   * @param name a name of the dataset table, or {@code folder:DIR}
   * @return a changed copy
   */
  public Finetune dataset(String name) {
    return set(Settings.DATASET, name);
  }

  /**
   * Trains on a dataset of one's own. Its name stands for it in the run's folder and picks the
   * recipe; such a run can be resumed only by giving the same dataset again.
   *
   * @param split training and test samples, each target a label from 0; see {@link
   *     io.finetune.data.DjlDataset} for datasets of DJL
   * @return a changed copy
   */
  public Finetune dataset(Split<Integer> split) {
    Choices named = choices.with(Settings.DATASET, split.train().name(), Origin.USER);
    Assembly.Maker classifier =
        (all, device, precision) -> new ClassificationAssembly(all, split, device, precision);
    return new Finetune(named, classifier, listeners, onReady, stop);
  }

  /**
   * Trains a detector on a dataset of one's own; otherwise as {@link #dataset(Split)}.
   *
   * @param split training and test samples with their objects
   * @return a changed copy
   */
  public Finetune objects(Split<Instances> split) {
    Choices named = choices.with(Settings.DATASET, split.train().name(), Origin.USER);
    Assembly.Maker detector =
        (all, device, precision) -> new DetectionAssembly(all, split, device, precision);
    return new Finetune(named, detector, listeners, onReady, stop);
  }

  /**
   * Chooses the optimizer.
   *
   * @param name a name of the optimizer table
   * @return a changed copy
   */
  public Finetune optimizer(String name) {
    return set(Settings.OPTIMIZER_NAME, name);
  }

  /**
   * Chooses where the dataset lies.
   *
   * @param folder the folder or archive
   * @return a changed copy
   */
  public Finetune dataDir(Path folder) {
    return set(Settings.DATA_DIR, folder.toString());
  }

  /**
   * Sets anything.
   *
   * @param setting one of {@link Settings}
   * @param value its value
   * @param <V> the type of the value
   * @return a changed copy
   */
  public <V> Finetune set(Setting<V> setting, V value) {
    return new Finetune(choices.with(setting, value, Origin.USER), maker, listeners, onReady, stop);
  }

  /**
   * Adds a listener.
   *
   * @param listener told what happens; closed at the end of the run
   * @return a changed copy
   */
  public Finetune listener(TrainingListener listener) {
    List<TrainingListener> all = new ArrayList<>(listeners);
    all.add(listener);
    return new Finetune(choices, maker, List.copyOf(all), onReady, stop);
  }

  /**
   * Sets who is told the plan, after everything was loaded and before the first step.
   *
   * @param consumer called once, on the calling thread
   * @return a changed copy
   */
  public Finetune onReady(Consumer<RunPlan> consumer) {
    return new Finetune(choices, maker, listeners, consumer, stop);
  }

  /**
   * Sets what ends the run early.
   *
   * @param asked asked after every step and every batch of an evaluation; true saves and ends
   * @return a changed copy
   */
  public Finetune stopWhen(BooleanSupplier asked) {
    return new Finetune(choices, maker, listeners, onReady, asked);
  }

  /**
   * Trains.
   *
   * @return what it came to
   * @throws io.finetune.FinetuneException if anything is wrong; the message says what to do
   */
  public RunResult run() {
    Choices complete = Recipes.complete(choices);
    Path runs = Path.of(complete.get(Settings.RUNS));
    try (Session<?> session = Session.open(complete, maker)) {
      session.loadWeights();
      // Only now, when everything could be loaded: a failed start leaves no empty folder behind.
      try (RunLock held = RunDirectory.create(runs, name(complete)).lock()) {
        return session.start(held.directory(), listeners, onReady, stop);
      }
    }
  }

  /**
   * Does everything up to the first step, and shows what would be trained: nothing is written but a
   * picture of two batches. Weights that are not on this machine are not fetched.
   *
   * @param picture the PNG file to make or replace
   * @return the settings, the network in numbers, and where the picture is
   * @throws io.finetune.FinetuneException as {@link #run()}, or if the picture cannot be written
   */
  public Preview preview(Path picture) {
    Choices complete = Recipes.complete(choices);
    Path runs = Path.of(complete.get(Settings.RUNS)).toAbsolutePath().normalize();
    try (Session<?> session = Session.open(complete, maker)) {
      session.loadWeightsAtHand();
      return session.rehearse(runs.resolve(name(complete)), picture);
    }
  }

  /**
   * Continues an interrupted run in its folder, from its last checkpoint. Nothing needs to be set:
   * the folder holds every setting. What is set must lead to the same result ({@link
   * Setting#effect}) and is kept for the next time.
   *
   * @param folder the run's folder
   * @return what it came to
   * @throws io.finetune.FinetuneException if the folder holds no run that can be continued, or a
   *     setting or the data would change its result; the message shows the difference
   */
  public RunResult resume(Path folder) {
    try (RunLock held = RunDirectory.open(folder).lock()) {
      Resumption run = Resumption.of(held.directory(), choices);
      try (Session<?> session = Session.open(run.choices(), maker)) {
        return session.resume(run, listeners, onReady, stop);
      }
    }
  }

  private static String name(Choices choices) {
    String dataset = choices.get(Settings.DATASET);
    String plain = dataset.substring(dataset.indexOf(':') + 1);
    String last = Path.of(plain).getFileName().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
    return choices.get(Settings.MODEL_NAME)
        + "-"
        + last
        + "-"
        + choices.get(Settings.OPTIMIZER_NAME);
  }
}
