package io.finetune.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.Layer;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Split;
import io.finetune.detection.Assignment;
import io.finetune.detection.CocoMetrics;
import io.finetune.detection.DetectionIntake;
import io.finetune.detection.DetectionTask;
import io.finetune.detection.DetectorWeights;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.InputSizes;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Precision;
import io.finetune.result.TestPictures;
import io.finetune.segmentation.MaskBranch;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Feed;
import io.finetune.train.Task;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A detector, with or without masks, and its images. */
final class DetectionAssembly implements Assembly<Instances> {

  private final Choices choices;
  private final Split<Instances> data;
  private final Owned owned = new Owned();
  private final List<String> facts = new ArrayList<>();
  private final InputSizes sizes;
  private final Feed<Instances> train;
  private final Feed<Instances> test;
  private final DetectorNetwork detector;

  DetectionAssembly(Choices choices, Split<Instances> data, Device device, Precision precision) {
    this.choices = choices;
    this.data = data;
    sizes = sizes(choices);
    ImageResizer resizer = new ImageResizer(sizes.testShortSide(), sizes.longSide(), precision);
    boolean dropLast = data.train().size() >= choices.get(Settings.BATCH_SIZE);
    train =
        new Feed<>(
            owned.add(loader(data.train()).shuffle(true).dropLast(dropLast).build()),
            DetectionIntake.train(resizer, sizes));
    test = new Feed<>(owned.add(loader(data.test()).build()), DetectionIntake.test(resizer, sizes));
    facts.add(Sources.describe("data", data.train()));
    facts.add(Sources.describe("test", data.test()));
    facts.add("classes: " + data.train().classes().size());
    facts.add("training images: " + describe(sizes.shortSides(), sizes));
    facts.add("test images: " + describe(List.of(sizes.testShortSide()), sizes));
    detector = DetectorNetwork.of(choices, data.train().classes().size());
    network().initialize(owned.add(NDManager.newBaseManager(device, "PyTorch")));
    Freezing.apply(choices.get(Settings.FREEZE), detector.boxes());
    facts.add(Sources.describe(choices, network()));
  }

  static InputSizes sizes(Choices choices) {
    int side = choices.get(Settings.MIN_SIZE);
    List<Integer> several = choices.find(Settings.TRAIN_SIZES).orElse(List.of());
    return new InputSizes(
        several.isEmpty() ? List.of(side) : several,
        side,
        choices.get(Settings.MAX_SIZE),
        choices.get(Settings.FLIP));
  }

  private static String describe(List<Integer> sides, InputSizes sizes) {
    return "short side " + Setting.format(sides) + ", long side at most " + sizes.longSide();
  }

  private DataLoader.Builder<Instances> loader(Dataset<Instances> dataset) {
    return Sources.loader(choices, dataset, Pipeline.of()).ownSizes().groupShapes(true);
  }

  @Override
  public Split<Instances> data() {
    return data;
  }

  @Override
  public Layer network() {
    return detector.whole();
  }

  @Override
  public Task<Instances> task(Witnesses<Instances> witnesses) {
    Assignment assignment =
        Assignment.of(
            choices.get(Settings.RPN_BATCH),
            choices.get(Settings.PROPOSALS),
            choices.get(Settings.ROI_BATCH));
    List<String> classes = data.train().classes();
    return new DetectionTask(
        network(),
        detector.boxes(),
        detector.masks().map(MaskBranch::new),
        classes.size(),
        sizes,
        DetectorNetwork.anchors(choices),
        assignment,
        () ->
            new CocoMetrics(
                store -> detector.finder(choices, store),
                sizes,
                classes,
                detector.masks().isPresent(),
                Optional.of(witnesses.objects())));
  }

  @Override
  public List<Integer> labels(Instances target) {
    return target.objects().stream().filter(each -> !each.crowd()).map(Instance::label).toList();
  }

  @Override
  public void draw(TestPictures pictures) {
    pictures.objects(data.test());
  }

  @Override
  public String counted() {
    return "objects";
  }

  @Override
  public Feed<Instances> train() {
    return train;
  }

  @Override
  public Feed<Instances> test() {
    return test;
  }

  @Override
  public BufferedImage draw(DeviceBatch<Instances> batch) {
    return InputSheet.ofObjects(batch, data.train().classes(), sizes);
  }

  @Override
  public List<String> heads() {
    return detector.predictors();
  }

  @Override
  public String loadWeights() {
    return Sources.load(choices, weights -> DetectorWeights.load(weights, network(), heads()));
  }

  @Override
  public Map<String, String> preprocessing() {
    Map<String, String> steps = new LinkedHashMap<>();
    steps.put("min_size", Integer.toString(sizes.testShortSide()));
    steps.put("max_size", Integer.toString(sizes.longSide()));
    return steps;
  }

  @Override
  public Rehearsal.Stage<Instances> stage() {
    return DetectorStage.of(choices, sizes, data.train().classes());
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
