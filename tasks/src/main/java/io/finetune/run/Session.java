package io.finetune.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.finetune.DivergedException;
import io.finetune.FinetuneException;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Norm;
import io.finetune.block.ResNet;
import io.finetune.classification.ClassificationTask;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.SkippedSample;
import io.finetune.data.Split;
import io.finetune.device.Devices;
import io.finetune.device.Precisions;
import io.finetune.image.Pipeline;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.train.CsvListener;
import io.finetune.train.Normalizer;
import io.finetune.train.Progress;
import io.finetune.train.TensorBoardListener;
import io.finetune.train.Trainer;
import io.finetune.train.TrainingListener;
import io.finetune.train.TrainingPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run, from settings to result: data, model, optimizer, train, save, in this order. */
final class Session implements AutoCloseable {

  private final Choices choices;
  private final List<String> facts = new ArrayList<>();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Device device;
  private final Precision precision;

  private Split<Integer> data;
  private DataLoader<Integer> train;
  private DataLoader<Integer> test;
  private Preprocessing preprocessing;
  private Classifier network;
  private CentralizedOptimizer optimizer;

  /**
   * @param choices every setting of the run
   */
  Session(Choices choices) {
    this.choices = choices;
    device = Devices.parse(choices.get(Settings.DEVICE));
    Devices.useThreads(choices.get(Settings.THREADS));
    precision = Precisions.parse(choices.get(Settings.PRECISION), device);
  }

  /**
   * Opens the data and builds network and optimizer; nothing is written yet.
   *
   * @param given the data, where the caller has it; empty to open it by its name
   */
  void open(Optional<Split<Integer>> given) {
    Engine.getEngine("PyTorch").setRandomSeed(choices.get(Settings.SEED).intValue());
    data = given.orElseGet(() -> Sources.data(choices));
    openLoaders();
    buildNetwork();
    optimizer = own(Updates.optimizer(choices));
    facts.add("device: " + name(device) + ", " + name(precision));
  }

  /** Puts the pretrained weights into the network, all but the head. */
  void loadWeights() {
    facts.add("weights: " + Sources.load(choices, network));
  }

  /** Trains in a new folder. */
  RunResult start(
      RunDirectory directory,
      List<TrainingListener> watchers,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    directory.write(RunDirectory.CONFIG, FlatYaml.lines(choices.toMap()));
    directory.write("environment.yaml", FlatYaml.lines(Environment.describe(device, precision)));
    directory.write("classes.txt", data.train().classes());
    Checkpoints checkpoints = checkpoints(directory);
    return train(directory, checkpoints, Progress.START, watchers, onReady, stop);
  }

  /** Takes up the training where the last checkpoint of a folder left it. */
  RunResult resume(
      RunDirectory directory,
      List<TrainingListener> watchers,
      Consumer<RunPlan> onReady,
      BooleanSupplier stop) {
    Checkpoints checkpoints = checkpoints(directory);
    Progress from = checkpoints.restore();
    facts.add("resumed: after epoch " + from.epoch() + ", batch " + from.batch());
    return train(directory, checkpoints, from, watchers, onReady, stop);
  }

  private Checkpoints checkpoints(RunDirectory directory) {
    return new Checkpoints(directory, network, optimizer, about());
  }

  private void openLoaders() {
    preprocessing = Pipelines.test(choices);
    Pipeline augmentation = Pipelines.train(choices);
    int batch = choices.get(Settings.BATCH_SIZE);
    train =
        own(
            loader(data.train(), augmentation)
                .batchSize(batch)
                .shuffle(true)
                .dropLast(data.train().size() >= batch)
                .build());
    test = own(loader(data.test(), preprocessing.pipeline()).batchSize(batch).build());
    facts.add("data: " + data.train().description() + ": " + data.train().size() + " images");
    facts.add("test: " + data.test().description() + ": " + data.test().size() + " images");
    facts.add("classes: " + data.train().classes().size());
    facts.add("training images: " + augmentation.describe());
    facts.add("test images: " + preprocessing.describe());
  }

  private DataLoader.Builder<Integer> loader(Dataset<Integer> dataset, Pipeline pipeline) {
    int side = choices.get(Settings.IMAGE_SIZE);
    return DataLoader.builder(dataset, pipeline)
        .imageSize(side, side)
        .seed(choices.get(Settings.SEED))
        .workers(choices.get(Settings.WORKERS))
        .brokenImages(choices.get(Settings.SKIP_BROKEN) ? BrokenImages.SKIP : BrokenImages.FAIL);
  }

  private void buildNetwork() {
    String model = choices.get(Settings.MODEL_NAME);
    ResNet backbone = new ResNet(Backbones.get(model).spec(), style());
    network = new Classifier(backbone, data.train().classes().size());
    network.initialize(own(NDManager.newBaseManager(device, "PyTorch")));
    Freezing.apply(choices.get(Settings.FREEZE), backbone);
    long all = count(network.named().values().stream().toList(), false);
    long trained = count(network.named().values().stream().toList(), true);
    facts.add(
        String.format(
            Locale.ROOT, "model: %s, %,d parameters, %,d of them trained", model, all, trained));
  }

  private ConvStyle style() {
    Norm norm =
        switch (choices.get(Settings.NORM)) {
          case "group" -> Norm.GROUP;
          case "frozen_batch" -> Norm.FROZEN_BATCH;
          default -> Norm.BATCH;
        };
    return new ConvStyle(norm, choices.get(Settings.WEIGHT_STANDARDIZATION));
  }

  private static long count(List<Parameter> parameters, boolean trained) {
    return parameters.stream()
        .filter(p -> p.getType() == Parameter.Type.WEIGHT && (!trained || p.requiresGradient()))
        .mapToLong(p -> p.getShape().size())
        .sum();
  }

  /** What it takes to use the trained weights. */
  private Map<String, String> about() {
    Map<String, String> about = new LinkedHashMap<>();
    about.put("format", "pt");
    about.put("model", choices.get(Settings.MODEL_NAME));
    about.put("dataset", choices.get(Settings.DATASET));
    about.put("classes", String.join("\n", data.train().classes()));
    preprocessing.toMap().forEach((name, value) -> about.put("preprocessing." + name, value));
    return about;
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
    onReady.accept(new RunPlan(choices, recipe, directory.path(), facts));
    watchers.forEach(this::own);
    List<TrainingListener> listeners = new ArrayList<>(watchers);
    listeners.add(own(new CsvListener(directory.file("metrics.csv"), from.step())));
    listeners.add(own(new TensorBoardListener(directory.path(), from.step())));
    TrainingPlan plan =
        new TrainingPlan(
            choices.get(Settings.EPOCHS),
            choices.get(Settings.ACCUMULATE),
            choices.get(Settings.EVALUATE_EVERY),
            choices.get(Settings.REPORT_EVERY));
    int steps = plan.stepsPerEpoch(train.batches());
    Normalizer normalizer = own(Sources.normalizer(device, preprocessing, precision));
    Trainer<Integer> trainer =
        own(
            new Trainer<>(
                device,
                new ClassificationTask(
                    network, data.train().classes().size(), choices.get(Settings.LABEL_SMOOTHING)),
                optimizer,
                Updates.groups(choices, network.named()),
                Updates.schedule(choices, steps),
                plan,
                normalizer,
                listeners));
    Progress reached;
    try {
      reached = trainer.fit(train, test, from, checkpoints, stop);
    } catch (DivergedException e) {
      throw new DivergedException(e.getMessage() + ". " + checkpoints.describe(), e);
    }
    return new RunResult(
        directory.path(),
        checkpoints.metrics(),
        reached.bestEpoch(),
        reached.best(),
        reached.epoch() < plan.epochs(),
        skipped(directory));
  }

  /** Lists the images that were left out, in a file of the run too. */
  private List<SkippedSample> skipped(RunDirectory directory) {
    List<SkippedSample> skipped = new ArrayList<>(train.skipped());
    skipped.addAll(test.skipped());
    if (!skipped.isEmpty()) {
      directory.write(
          RunDirectory.SKIPPED,
          skipped.stream().map(sample -> sample.id() + "\t" + sample.reason()).toList());
    }
    return skipped;
  }

  private static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private <C extends AutoCloseable> C own(C resource) {
    owned.push(resource);
    return resource;
  }

  /** Closes everything the run opened, last first. */
  @Override
  public void close() {
    FinetuneException failure = null;
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        FinetuneException next = new FinetuneException("closing a part of the run failed: " + e, e);
        if (failure == null) {
          failure = next;
        } else {
          failure.addSuppressed(next);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
