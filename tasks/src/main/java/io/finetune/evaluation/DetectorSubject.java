package io.finetune.evaluation;

import ai.djl.ndarray.NDManager;
import io.finetune.block.Layer;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.data.Split;
import io.finetune.detection.CocoMetrics;
import io.finetune.detection.DetectionIntake;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.InputSizes;
import io.finetune.image.Pipeline;
import io.finetune.run.DetectorNetwork;
import io.finetune.run.ModelFacts;
import io.finetune.run.Settings;
import io.finetune.train.Evaluation;
import io.finetune.train.Feed;
import java.util.List;
import java.util.Locale;

/** A detector and the sizes of its images. */
final class DetectorSubject implements Subject<Instances> {

  private final Setup setup;
  private final InputSizes sizes;
  private final ImageResizer resizer;
  private DetectorNetwork network;

  DetectorSubject(Setup setup) {
    this.setup = setup;
    ModelFacts facts = setup.checkpoint().facts();
    int side = facts.preprocessing("min_size");
    sizes = new InputSizes(List.of(side), side, facts.preprocessing("max_size"), 0);
    resizer = new ImageResizer(side, sizes.longSide(), setup.precision());
  }

  private List<String> classes() {
    return setup.checkpoint().facts().classes();
  }

  @Override
  public Split<Instances> open(String name, DatasetOptions options) {
    return Datasets.openInstances(name, options);
  }

  @Override
  public Instances relabel(ClassMatching matching, Instances target) {
    return matching.objects(target);
  }

  @Override
  public Layer build(NDManager manager) {
    network = DetectorNetwork.of(setup.choices(), classes().size());
    network.whole().initialize(manager);
    return network.whole();
  }

  /** Groups shapes as training does: other company in a batch means other padding. */
  @Override
  public Feed<Instances> feed(Dataset<Instances> dataset) {
    return new Feed<>(
        DataLoader.builder(dataset, Pipeline.of())
            .ownSizes()
            .groupShapes(true)
            .batchSize(setup.choices().get(Settings.BATCH_SIZE))
            .workers(setup.choices().get(Settings.WORKERS))
            .brokenImages(BrokenImages.of(setup.choices().get(Settings.SKIP_BROKEN)))
            .build(),
        DetectionIntake.test(resizer, sizes));
  }

  @Override
  public Evaluation<Instances> evaluation() {
    return new CocoMetrics(
        store -> network.finder(setup.choices(), store),
        sizes,
        classes(),
        network.masks().isPresent());
  }

  @Override
  public Scores scores(Evaluation<Instances> done) {
    CocoMetrics scored = (CocoMetrics) done;
    return new ObjectScores(scored.metrics(), scored.boxes(), scored.masks());
  }

  @Override
  public String images() {
    return String.format(
        Locale.ROOT,
        "short side %d, long side at most %d",
        sizes.testShortSide(),
        sizes.longSide());
  }

  @Override
  public void close() {}
}
