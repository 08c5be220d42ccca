package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.finetune.box.ImageSize;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import io.finetune.coco.Metric;
import io.finetune.data.Instances;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * COCO's average precision of a detector's boxes, and of its masks where it draws them. Masks are
 * pasted one by one and held as run lengths only until their batch is scored.
 */
public final class CocoMetrics implements Evaluation<Instances> {

  /** AP^b: the mean over overlaps from 0.5 to 0.95. */
  public static final String BOX_AP = "ap_box";

  /** AP^m. */
  public static final String MASK_AP = "ap_mask";

  private static final Map<Metric, String> SHOWN =
      new EnumMap<>(Map.of(Metric.AP, "ap", Metric.AP50, "ap50", Metric.AP75, "ap75"));

  private final Function<ParameterStore, Detector> detectorOf;
  private final InputSizes sizes;
  private final CocoEvaluator boxes;
  private final Optional<CocoEvaluator> masks;
  private final Optional<ObjectWitness> witness;

  /**
   * Constructs an empty evaluation that nobody watches.
   *
   * @param detectorOf makes what finds objects
   * @param sizes how large images entered the network
   * @param classes names of the classes
   * @param masks whether masks are scored too
   */
  public CocoMetrics(
      Function<ParameterStore, Detector> detectorOf,
      InputSizes sizes,
      List<String> classes,
      boolean masks) {
    this(detectorOf, sizes, classes, masks, Optional.empty());
  }

  /**
   * Constructs an empty evaluation.
   *
   * @param detectorOf makes what finds objects
   * @param sizes how large images entered the network
   * @param classes names of the classes
   * @param masks whether masks are scored too
   * @param witness told what is found
   */
  public CocoMetrics(
      Function<ParameterStore, Detector> detectorOf,
      InputSizes sizes,
      List<String> classes,
      boolean masks,
      Optional<ObjectWitness> witness) {
    this.detectorOf = detectorOf;
    this.sizes = sizes;
    this.witness = witness;
    Categories categories = Categories.ofNames(classes);
    boxes = new CocoEvaluator(CocoSettings.of(IouType.BBOX), categories);
    this.masks =
        masks
            ? Optional.of(new CocoEvaluator(CocoSettings.of(IouType.SEGM), categories))
            : Optional.empty();
  }

  @Override
  public void add(DeviceBatch<Instances> batch, ParameterStore store) {
    List<ImageSize> stored =
        batch.targets().stream()
            .map(image -> new ImageSize(image.height(), image.width()))
            .toList();
    List<ImageSize> seen = stored.stream().map(size -> sizes.test(size).size()).toList();
    NDArray images = batch.images();
    List<Findings> found = detectorOf.apply(store).detect(images, seen);
    List<ObjectWitness.Seen> all =
        IntStream.range(0, found.size())
            .parallel()
            .mapToObj(
                i ->
                    score(
                        batch.ids().get(i),
                        batch.targets().get(i),
                        found.get(i).rescaled(seen.get(i), stored.get(i)),
                        stored.get(i)))
            .toList();
    witness.ifPresent(each -> all.forEach(each::image));
  }

  private ObjectWitness.Seen score(String id, Instances image, Findings found, ImageSize size) {
    List<CocoEvaluator.Truth> truth = new ArrayList<>();
    image
        .objects()
        .forEach(
            object ->
                truth.add(
                    new CocoEvaluator.Truth(
                        object.id(),
                        object.label(),
                        object.box(),
                        object.area(),
                        object.crowd(),
                        masks.flatMap(
                            any ->
                                object
                                    .segmentation()
                                    .map(s -> s.toRle(size.height(), size.width()))))));
    List<CocoEvaluator.Detection> detections = found.objects(size);
    boxes.add(image.imageId(), truth, detections);
    masks.ifPresent(evaluator -> evaluator.add(image.imageId(), truth, detections));
    return new ObjectWitness.Seen(id, image.imageId(), size, truth, detections);
  }

  /** Returns the scores of the boxes. */
  public CocoScores boxes() {
    return boxes.scores();
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    List<CocoScores> scores = new ArrayList<>();
    scores.add(boxes.scores());
    put(metrics, scores.get(0), "_box");
    if (masks.isPresent()) {
      scores.add(masks.get().scores());
      put(metrics, scores.get(1), "_mask");
    }
    witness.ifPresent(each -> each.scores(scores));
    return metrics;
  }

  private static void put(Map<String, Double> metrics, CocoScores scores, String suffix) {
    SHOWN.forEach(
        (metric, name) ->
            scores.metric(metric).ifPresent(value -> metrics.put(name + suffix, value)));
  }
}
