package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.DataException;
import io.finetune.block.Layer;
import io.finetune.box.AnchorGrid;
import io.finetune.box.Anchors;
import io.finetune.box.Boxes;
import io.finetune.box.ImageSize;
import io.finetune.box.ScoredBoxes;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.kernel.LossKernels;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import io.finetune.train.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Object detection: the losses of Faster R-CNN, and of one more branch such as masks, as
 * torchvision computes them. Matching, drawing and proposing are plain loops on the host; what is
 * drawn is a function of a sample's seed.
 *
 * <p>Arrays made of Java arrays are left to the step's scope: on the CPU they share Java's memory,
 * which must stay until the backward pass has read it.
 */
public final class DetectionTask implements Task<Instances> {

  private final Layer whole;
  private final FasterRcnn network;
  private final Optional<RegionBranch> branch;
  private final int classes;
  private final InputSizes sizes;
  private final Anchors anchors;
  private final Assignment assignment;
  private final Supplier<Evaluation<Instances>> evaluation;
  private final RegionPooler pooler = new RegionPooler(DetectorSpec.BOX_SIDE);

  /**
   * Constructs the task.
   *
   * @param whole the network with its branch; {@code network} itself if there is none
   * @param network its part that finds boxes, initialised
   * @param branch what else is learned of a region
   * @param classes the dataset's classes
   * @param sizes how large images enter the network
   * @param anchors the boxes that proposals start from
   * @param assignment which candidates the losses are computed on
   * @param evaluation starts an evaluation
   */
  public DetectionTask(
      Layer whole,
      FasterRcnn network,
      Optional<RegionBranch> branch,
      int classes,
      InputSizes sizes,
      Anchors anchors,
      Assignment assignment,
      Supplier<Evaluation<Instances>> evaluation) {
    this.whole = whole;
    this.network = network;
    this.branch = branch;
    this.classes = classes;
    this.sizes = sizes;
    this.anchors = anchors;
    this.assignment = assignment;
    this.evaluation = evaluation;
  }

  @Override
  public Layer network() {
    return whole;
  }

  @Override
  public Evaluation<Instances> evaluation() {
    return evaluation.get();
  }

  @Override
  public String mainMetric() {
    return branch.isPresent() ? CocoMetrics.MASK_AP : CocoMetrics.BOX_AP;
  }

  /** A batch as the losses see it: what is on the images, and where. */
  private record Scene(List<Instances> images, List<InputSizes.View> views, List<TrueBoxes> truth) {

    List<ImageSize> sizes() {
      return views.stream().map(InputSizes.View::size).toList();
    }
  }

  @Override
  public Map<String, NDArray> losses(DeviceBatch<Instances> batch, ParameterStore store) {
    Scene scene = scene(batch);
    Map<String, NDArray> losses = new LinkedHashMap<>();
    try (NDList maps = network.features(store, batch.images(), true);
        NDList outputs = network.proposals(store, maps, true)) {
      AnchorGrid grid = anchors(batch.images(), maps);
      proposalLosses(outputs, grid, scene, batch.seeds(), losses);
      List<ScoredBoxes> proposals =
          BoxDetector.propose(assignment.proposals(), outputs, grid, scene.sizes());
      List<RegionTargets> regions = regions(proposals, scene, batch.seeds());
      regionLosses(store, maps, regions, losses);
      branch.ifPresent(
          each -> losses.put(each.name(), each.loss(store, maps, matched(scene, regions))));
    }
    return losses;
  }

  private Scene scene(DeviceBatch<Instances> batch) {
    List<InputSizes.View> views = new ArrayList<>();
    List<TrueBoxes> truth = new ArrayList<>();
    for (int i = 0; i < batch.targets().size(); i++) {
      Instances image = batch.targets().get(i);
      requireLabels(image, batch.ids().get(i));
      InputSizes.View view =
          sizes.train(new ImageSize(image.height(), image.width()), batch.seeds().get(i));
      views.add(view);
      truth.add(TrueBoxes.of(image, view));
    }
    return new Scene(batch.targets(), views, truth);
  }

  private void requireLabels(Instances image, String id) {
    for (Instance object : image.objects()) {
      if (object.label() >= classes) {
        throw new DataException(
            "label "
                + object.label()
                + " of object "
                + object.id()
                + " in sample "
                + id
                + " is out of range: the dataset has "
                + classes
                + " classes, 0 to "
                + (classes - 1));
      }
    }
  }

  private AnchorGrid anchors(NDArray images, NDList maps) {
    return anchors.on(
        size(images.getShape()), maps.stream().map(map -> size(map.getShape())).toList());
  }

  private static ImageSize size(Shape shape) {
    return new ImageSize((int) shape.get(2), (int) shape.get(3));
  }

  private void proposalLosses(
      NDList outputs, AnchorGrid grid, Scene scene, List<Long> seeds, Map<String, NDArray> losses) {
    ProposalTargets targets =
        ProposalTargets.of(
            grid.boxes(),
            scene.truth(),
            seeds,
            assignment.anchorMatcher(),
            assignment.anchorSampler());
    NDManager scope = outputs.head().getManager();
    NDList parts =
        LossKernels.on(scope.getDevice())
            .proposalLosses(
                scope,
                outputs.get(0),
                outputs.get(1),
                scope.create(targets.chosen()),
                scope.create(targets.labels()),
                scope.create(targets.matched()),
                boxes(scope, targets.codes()));
    losses.put("objectness", parts.get(0));
    losses.put("rpn_box_reg", parts.get(1));
  }

  private List<RegionTargets> regions(List<ScoredBoxes> proposals, Scene scene, List<Long> seeds) {
    return IntStream.range(0, proposals.size())
        .parallel()
        .mapToObj(
            image ->
                RegionTargets.of(
                    proposals.get(image).boxes(),
                    scene.truth().get(image),
                    ~seeds.get(image), // other draws than the anchors'
                    assignment.regionMatcher(),
                    assignment.regionSampler()))
        .toList();
  }

  private void regionLosses(
      ParameterStore store, NDList maps, List<RegionTargets> regions, Map<String, NDArray> losses) {
    NDManager scope = maps.head().getManager();
    long[] labels =
        Joined.longs(
            regions.stream()
                .map(region -> Arrays.stream(region.labels()).asLongStream().toArray())
                .toList());
    NDArray classLabels = scope.create(labels);
    NDArray ownDeltas = scope.create(ownDeltas(regions));
    NDArray codes =
        boxes(scope, Joined.floats(regions.stream().map(RegionTargets::codes).toList()));
    try (PooledRegions pooled =
            pooler.pool(maps, regions.stream().map(RegionTargets::boxes).toList());
        NDList outputs = network.boxes(store, pooled, true)) {
      NDList parts =
          LossKernels.on(scope.getDevice())
              .regionLosses(scope, outputs.get(0), outputs.get(1), classLabels, ownDeltas, codes);
      losses.put("classifier", parts.get(0));
      losses.put("box_reg", parts.get(1));
    }
  }

  /** Where the deltas of each matched region's own class are, among all regions and classes. */
  private long[] ownDeltas(List<RegionTargets> regions) {
    List<long[]> places = new ArrayList<>();
    long first = 0;
    for (RegionTargets region : regions) {
      long offset = first;
      places.add(
          Arrays.stream(region.matched())
              .mapToLong(i -> (offset + i) * (classes + 1) + region.labels()[i])
              .toArray());
      first += region.labels().length;
    }
    return Joined.longs(places);
  }

  private static List<RegionBranch.Matched> matched(Scene scene, List<RegionTargets> regions) {
    List<RegionBranch.Matched> matched = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      RegionTargets region = regions.get(i);
      List<Instance> objects = scene.truth().get(i).objects();
      matched.add(
          new RegionBranch.Matched(
              Boxes.select(region.boxes(), region.matched()),
              Arrays.stream(region.owners()).mapToObj(objects::get).toList(),
              scene.images().get(i),
              scene.views().get(i)));
    }
    return matched;
  }

  private static NDArray boxes(NDManager scope, float[] boxes) {
    return scope.create(boxes, new Shape(boxes.length / 4, 4));
  }
}
