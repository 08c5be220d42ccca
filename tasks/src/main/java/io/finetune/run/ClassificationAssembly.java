package io.finetune.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.FinetuneException;
import io.finetune.block.Classifier;
import io.finetune.classification.ClassificationTask;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.Split;
import io.finetune.image.Pipeline;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Precision;
import io.finetune.result.TestPictures;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Feed;
import io.finetune.train.Normalizer;
import io.finetune.train.Task;
import io.finetune.weight.WeightLoading;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A classifier and its images. */
final class ClassificationAssembly implements Assembly<Integer> {

  private final Choices choices;
  private final Split<Integer> data;
  private final Owned owned = new Owned();
  private final List<String> facts = new ArrayList<>();
  private final Preprocessing preprocessing;
  private final Classifier network;
  private final Feed<Integer> train;
  private final Feed<Integer> test;

  ClassificationAssembly(Choices choices, Split<Integer> data, Device device, Precision precision) {
    requireOneBuffer(choices.get(Settings.BATCH_SIZE), choices.get(Settings.IMAGE_SIZE));
    this.choices = choices;
    this.data = data;
    preprocessing = Pipelines.test(choices);
    Pipeline augmentation = Pipelines.train(choices);
    Normalizer normalizer = owned.add(Normalizer.of(device, preprocessing, precision));
    int batch = choices.get(Settings.BATCH_SIZE);
    boolean dropLast = data.train().size() >= batch;
    train =
        new Feed<>(
            owned.add(loader(data.train(), augmentation).shuffle(true).dropLast(dropLast).build()),
            normalizer::apply);
    test =
        new Feed<>(
            owned.add(loader(data.test(), preprocessing.pipeline()).build()), normalizer::apply);
    facts.add(Sources.describe("data", data.train()));
    facts.add(Sources.describe("test", data.test()));
    facts.add("classes: " + data.train().classes().size());
    facts.add("training images: " + augmentation.describe());
    facts.add("test images: " + preprocessing.describe());
    network = network(owned.add(NDManager.newBaseManager(device, "PyTorch")));
    facts.add(Sources.describe(choices, network));
  }

  private static void requireOneBuffer(int batch, int side) {
    long most = Integer.MAX_VALUE / (3L * side * side);
    if (batch > most) {
      throw new FinetuneException(
          String.format(
              Locale.ROOT,
              "--batch-size %d is too large: the images of a batch share a buffer of 2 GiB, which"
                  + " holds %d of %dx%d pixels; larger steps take --accumulate",
              batch,
              most,
              side,
              side));
    }
  }

  private DataLoader.Builder<Integer> loader(Dataset<Integer> dataset, Pipeline pipeline) {
    int side = choices.get(Settings.IMAGE_SIZE);
    return Sources.loader(choices, dataset, pipeline).imageSize(side, side);
  }

  private Classifier network(NDManager manager) {
    Classifier classifier = ClassifierNetwork.of(choices, data.train().classes().size()).network();
    classifier.initialize(manager);
    Freezing.apply(choices.get(Settings.FREEZE), classifier.backbone());
    return classifier;
  }

  @Override
  public Split<Integer> data() {
    return data;
  }

  @Override
  public Classifier network() {
    return network;
  }

  @Override
  public Task<Integer> task(Witnesses<Integer> witnesses) {
    return new ClassificationTask(
        network,
        data.train().classes().size(),
        choices.get(Settings.LABEL_SMOOTHING),
        () -> Optional.of(witnesses.labels()));
  }

  @Override
  public List<Integer> labels(Integer target) {
    return List.of(target);
  }

  @Override
  public void draw(TestPictures pictures) {
    pictures.labels(data.test());
  }

  @Override
  public String counted() {
    return "images";
  }

  @Override
  public Feed<Integer> train() {
    return train;
  }

  @Override
  public Feed<Integer> test() {
    return test;
  }

  @Override
  public BufferedImage draw(DeviceBatch<Integer> batch) {
    return InputSheet.ofClasses(batch, data.train().classes(), preprocessing);
  }

  @Override
  public List<String> heads() {
    return List.of(Classifier.HEAD + ".");
  }

  @Override
  public String loadWeights() {
    return Sources.load(choices, weights -> WeightLoading.apply(weights, network.state(), heads()));
  }

  @Override
  public Map<String, String> preprocessing() {
    return preprocessing.toMap();
  }

  @Override
  public Rehearsal.Stage<Integer> stage() {
    return new ClassifierStage(choices, preprocessing, data.train().classes());
  }

  @Override
  public List<String> facts() {
    return List.copyOf(facts);
  }

  @Override
  public void close() {
    owned.close();
  }
}
