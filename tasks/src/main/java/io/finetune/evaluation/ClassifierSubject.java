package io.finetune.evaluation;

import ai.djl.ndarray.NDManager;
import io.finetune.block.Classifier;
import io.finetune.block.Layer;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.image.Preprocessing;
import io.finetune.run.ClassifierNetwork;
import io.finetune.run.Settings;
import io.finetune.train.Evaluation;
import io.finetune.train.Feed;
import io.finetune.train.Normalizer;
import java.util.List;

/** A classifier and its preprocessing. */
final class ClassifierSubject implements Subject<Integer> {

  private final Setup setup;
  private final Preprocessing preprocessing;
  private final Normalizer normalizer;
  private Classifier network;

  ClassifierSubject(Setup setup) {
    this.setup = setup;
    preprocessing = Preprocessing.fromMap(setup.checkpoint().facts().preprocessing());
    normalizer = Normalizer.of(setup.device(), preprocessing, setup.precision());
  }

  private List<String> classes() {
    return setup.checkpoint().facts().classes();
  }

  @Override
  public Split<Integer> open(String name, DatasetOptions options) {
    return Datasets.open(name, options);
  }

  @Override
  public Integer relabel(ClassMatching matching, Integer target) {
    return matching.label(target);
  }

  @Override
  public Layer build(NDManager manager) {
    network = ClassifierNetwork.of(setup.choices(), classes().size()).network();
    network.initialize(manager);
    return network;
  }

  @Override
  public Feed<Integer> feed(Dataset<Integer> dataset) {
    return new Feed<>(
        DataLoader.builder(dataset, preprocessing.pipeline())
            .imageSize(preprocessing.height(), preprocessing.width())
            .batchSize(setup.choices().get(Settings.BATCH_SIZE))
            .workers(setup.choices().get(Settings.WORKERS))
            .brokenImages(BrokenImages.of(setup.choices().get(Settings.SKIP_BROKEN)))
            .build(),
        normalizer::apply);
  }

  @Override
  public Evaluation<Integer> evaluation() {
    return new ClassTally(network, classes());
  }

  @Override
  public Scores scores(Evaluation<Integer> done) {
    return ((ClassTally) done).scores();
  }

  @Override
  public String images() {
    return preprocessing.describe();
  }

  @Override
  public void close() {
    normalizer.close();
  }
}
