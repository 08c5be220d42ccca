package io.finetune.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.finetune.block.ConvChain;
import io.finetune.block.ConvStyle;
import io.finetune.block.FormulaWeights;
import io.finetune.block.GoldenStatistics;
import io.finetune.block.Layer;
import io.finetune.block.MaskPredictor;
import io.finetune.block.ResNet;
import io.finetune.block.TwoFcHead;
import io.finetune.box.AnchorGrid;
import io.finetune.box.Anchors;
import io.finetune.box.Boxes;
import io.finetune.box.DetectionFilter;
import io.finetune.box.ImageSize;
import io.finetune.box.MaskPaste;
import io.finetune.box.Nms;
import io.finetune.box.Proposals;
import io.finetune.box.ScoredBoxes;
import io.finetune.detection.BoxDetector;
import io.finetune.detection.Detector;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.Detectors;
import io.finetune.detection.FasterRcnn;
import io.finetune.detection.Findings;
import io.finetune.detection.Golden;
import io.finetune.detection.ImageBatch;
import io.finetune.detection.ImageResizer;
import io.finetune.detection.PooledRegions;
import io.finetune.detection.RegionPooler;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both detectors against torchvision's, with the same formula weights: every step from images to
 * boxes and masks. Faster R-CNN is what {@link MaskRcnn} has below its mask branch.
 */
class DetectorParityTest {

  private static final int CLASSES = 90;
  private static final DetectorSpec SPEC =
      Detectors.get("maskrcnn_resnet50_fpn").spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, CLASSES);
  private static final List<ImageSize> ORIGINALS =
      List.of(new ImageSize(120, 160), new ImageSize(100, 90));
  private static final DetectionFilter TEN = new DetectionFilter(0, new Nms(0.5), 10);

  private static NDManager manager;
  private static ParameterStore store;
  private static MaskRcnn network;
  private static JsonObject golden;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
    store = new ParameterStore(manager, false);
    network = new MaskRcnn(SPEC);
    network.initialize(manager);
    FormulaWeights.fill(network);
    golden = Golden.read("maskrcnn_resnet50_fpn-eval.json");
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static List<NDArray> images(NDManager scope) {
    return IntStream.range(0, ORIGINALS.size())
        .mapToObj(
            k ->
                FormulaWeights.detectionImage(
                    scope, k, ORIGINALS.get(k).height(), ORIGINALS.get(k).width()))
        .toList();
  }

  private static ImageBatch batch(NDManager scope, Precision precision) {
    return new ImageResizer(128, 192, precision).batch(scope, images(scope));
  }

  @Test
  void imagesAreNormalisedResizedAndPadded() {
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      JsonObject expected = golden.getAsJsonObject("transform");
      JsonArray sizes = expected.getAsJsonArray("image_sizes_height_width");
      for (int i = 0; i < 2; i++) {
        long[] size = Golden.longs(sizes.get(i));
        assertEquals(new ImageSize((int) size[0], (int) size[1]), batch.sizes().get(i));
      }
      assertMatch(expected.getAsJsonObject("batch"), batch.images(), 2e-6, "batch");
    }
  }

  @Test
  void backboneAndPyramidAreTorchvisions() {
    ResNet body = part(new ResNet(SPEC.backbone(), SPEC.style()), "backbone.body.");
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      NDList maps = body.features(store, batch.images(), false);
      JsonObject expected = golden.getAsJsonObject("body");
      for (int i = 0; i < 4; i++) {
        String name = Integer.toString(i);
        assertMatch(expected.getAsJsonObject(name), maps.get(i), 5e-5, "body " + i);
      }
      NDList features = network.detector().features(store, batch.images(), false);
      assertEquals(FasterRcnn.LEVELS, features.size());
      for (int i = 0; i < 5; i++) {
        String name = i < 4 ? Integer.toString(i) : "pool";
        JsonObject map = golden.getAsJsonObject("fpn").getAsJsonObject(name);
        assertMatch(map, features.get(i), 5e-5, "fpn " + i);
      }
    }
  }

  @Test
  void proposalsAreTorchvisions() {
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      NDList maps = network.detector().features(store, batch.images(), false);
      NDList outputs = network.detector().proposals(store, maps, false);
      BoxDetector detector =
          new BoxDetector(network.detector(), store, Anchors.fpn(), Proposals.inference(), TEN);
      AnchorGrid grid = detector.anchors(maps, batch.images().getShape());
      checkHeadOutputs(maps, outputs, grid);
      JsonObject anchors = golden.getAsJsonObject("anchors");
      assertEquals(anchors.get("per_image").getAsInt(), grid.count());
      Shape shape = new Shape(grid.count(), 4);
      GoldenStatistics.assertMatch(
          anchors.getAsJsonObject("stats"), shape, grid.boxes(), 1e-4, "anchors");
      List<ScoredBoxes> proposals =
          detector.proposals(maps, batch.images().getShape(), batch.sizes());
      for (int i = 0; i < 2; i++) {
        checkProposals(
            golden.getAsJsonArray("proposals").get(i).getAsJsonObject(), proposals.get(i));
      }
    }
  }

  private static void checkHeadOutputs(NDList maps, NDList outputs, AnchorGrid grid) {
    JsonArray logits = golden.getAsJsonArray("rpn_objectness_logits");
    JsonArray deltas = golden.getAsJsonArray("rpn_deltas");
    for (int level = 0; level < grid.levels(); level++) {
      Shape map = maps.get(level).getShape();
      String range = ":," + grid.start(level) + ":" + (grid.start(level) + grid.count(level));
      NDArray own =
          outputs.get(0).get(range).reshape(2, map.get(2), map.get(3), 3).transpose(0, 3, 1, 2);
      assertMatch(logits.get(level).getAsJsonObject(), own, 5e-5, "logits " + level);
      NDArray codes =
          outputs.get(1).get(range).reshape(2, map.get(2), map.get(3), 12).transpose(0, 3, 1, 2);
      assertMatch(deltas.get(level).getAsJsonObject(), codes, 5e-5, "deltas " + level);
    }
  }

  /** Scores of neighbours may be so near that other arithmetic swaps them. */
  private static void checkProposals(JsonObject expected, ScoredBoxes actual) {
    assertEquals(expected.get("count").getAsInt(), actual.count());
    float[] scores = Golden.floats(expected.get("first20_scores"));
    assertArrayEquals(scores, Arrays.copyOf(actual.scores(), 20), 1e-4f);
    for (int i = 0; i < 20; i++) {
      float[] box = Golden.floats(expected.getAsJsonArray("first20").get(i));
      int near = i;
      assertTrue(
          IntStream.rangeClosed(Math.max(0, i - 1), i + 1)
              .anyMatch(j -> distance(box, actual.boxes(), j) < 1e-2),
          () -> "no box like number " + near + " " + Arrays.toString(box));
    }
  }

  private static double distance(float[] box, float[] boxes, int index) {
    double largest = 0;
    for (int i = 0; i < 4; i++) {
      largest = Math.max(largest, Math.abs(box[i] - boxes[4 * index + i]));
    }
    return largest;
  }

  @Test
  void boxHeadIsTorchvisions() {
    TwoFcHead head = part(new TwoFcHead(256, 7, 1024), "roi_heads.box_head.");
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      NDList maps = network.detector().features(store, batch.images(), false);
      List<float[]> proposals =
          new BoxDetector(network.detector(), store, Anchors.fpn(), Proposals.inference(), TEN)
              .proposals(maps, batch.images().getShape(), batch.sizes()).stream()
                  .map(ScoredBoxes::boxes)
                  .toList();
      PooledRegions regions = new RegionPooler(DetectorSpec.BOX_SIDE).pool(maps, proposals);
      NDArray pooled = regions.restore(regions.cells().duplicate());
      assertMatch(golden.getAsJsonObject("box_roi_pool"), pooled, 1e-4, "pooled");
      NDArray hidden = head.forward(store, new NDList(pooled), false).head();
      assertMatch(golden.getAsJsonObject("box_head"), hidden, 1e-4, "box head");
      NDList outputs = network.detector().boxes(store, regions, false);
      assertMatch(golden.getAsJsonObject("class_logits"), outputs.get(0), 1e-4, "logits");
      assertMatch(golden.getAsJsonObject("box_regression"), outputs.get(1), 1e-4, "deltas");
      NDArray probabilities = outputs.get(0).softmax(1);
      assertMatch(golden.getAsJsonObject("class_probabilities"), probabilities, 1e-5, "softmax");
    }
  }

  @Test
  void maskHeadIsTorchvisions() {
    ConvChain head = part(new ConvChain(4, 256, ConvStyle.PLAIN), "roi_heads.mask_head.");
    List<float[]> boxes = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (var image : golden.getAsJsonArray("detections")) {
      JsonArray rows = image.getAsJsonObject().getAsJsonArray("boxes_before_resizing_back");
      float[] own = new float[0];
      for (var row : rows) {
        own = Boxes.concat(own, Golden.floats(row));
      }
      boxes.add(own);
      for (long label : Golden.longs(image.getAsJsonObject().get("labels"))) {
        labels.add((int) label);
      }
    }
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      NDList maps = network.detector().features(store, batch.images(), false);
      PooledRegions regions = new RegionPooler(MaskRcnn.REGION_SIDE).pool(maps, boxes);
      NDArray pooled = regions.restore(regions.cells().duplicate());
      assertMatch(golden.getAsJsonObject("mask_roi_pool"), pooled, 1e-4, "pooled");
      NDArray hidden = head.forward(store, new NDList(pooled), false).head();
      assertMatch(golden.getAsJsonObject("mask_head"), hidden, 1e-4, "mask head");
      checkLogitsOfAllClasses(hidden, labels.size());
      checkOwnLogits(regions, labels);
    }
  }

  /** Class by class, though the network computes one class a region only. */
  private static void checkLogitsOfAllClasses(NDArray hidden, int count) {
    MaskPredictor predictor =
        part(new MaskPredictor(256, CLASSES + 1), "roi_heads.mask_predictor.");
    int pixels = MaskRcnn.MASK_SIDE * MaskRcnn.MASK_SIDE;
    float[] all = new float[count * (CLASSES + 1) * pixels];
    long[] labels = new long[count];
    for (int k = 0; k <= CLASSES; k++) {
      Arrays.fill(labels, k);
      try (NDArray of = hidden.getManager().create(labels);
          NDArray logits = predictor.forward(store, new NDList(hidden, of), false).head()) {
        float[] own = logits.toFloatArray();
        for (int r = 0; r < count; r++) {
          System.arraycopy(own, r * pixels, all, (r * (CLASSES + 1) + k) * pixels, pixels);
        }
      }
    }
    Shape shape = new Shape(count, CLASSES + 1, MaskRcnn.MASK_SIDE, MaskRcnn.MASK_SIDE);
    GoldenStatistics.assertMatch(
        golden.getAsJsonObject("mask_logits"), shape, all, 1e-4, "mask logits");
  }

  private static void checkOwnLogits(PooledRegions regions, List<Integer> labels) {
    NDManager scope = regions.cells().getManager();
    NDArray own = scope.create(labels.stream().mapToLong(Integer::longValue).toArray());
    NDArray logits = network.masks(store, regions, own, false);
    int at = 0;
    for (var image : golden.getAsJsonArray("detections")) {
      for (var each : image.getAsJsonObject().getAsJsonArray("mask_logits_of_predicted_class")) {
        assertMatch(each.getAsJsonObject(), logits.get(at), 1e-4, "mask " + at++);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fasterrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn"})
  void detectionsAreTorchvisions(String model) {
    List<Findings> found = detect(model, TEN, Precision.FP32);
    JsonArray images = Golden.read(model + "-eval.json").getAsJsonArray("detections");
    for (int i = 0; i < images.size(); i++) {
      JsonObject expected = images.get(i).getAsJsonObject();
      Findings actual = found.get(i);
      assertEquals(expected.get("count").getAsInt(), actual.boxes().count());
      float[] scores = Golden.floats(expected.get("scores"));
      assertArrayEquals(scores, actual.boxes().scores(), 1e-4f);
      for (int j = 0; j < scores.length; j++) {
        assertEquals(
            expected.getAsJsonArray("labels").get(j).getAsInt(), actual.boxes().labels()[j]);
        float[] box = Golden.floats(expected.getAsJsonArray("boxes").get(j));
        assertTrue(distance(box, actual.boxes().boxes(), j) < 1e-2, "box " + j);
      }
      if (expected.has("pasted_masks")) {
        checkMasks(expected, actual, ORIGINALS.get(i));
      } else {
        assertEquals(0, actual.masks().length);
      }
    }
  }

  private static void checkMasks(JsonObject expected, Findings actual, ImageSize image) {
    int side = MaskRcnn.MASK_SIDE;
    JsonArray logits = expected.getAsJsonArray("mask_logits_of_predicted_class");
    JsonObject pasted = expected.getAsJsonObject("pasted_masks");
    long[] areas = Golden.longs(pasted.get("pixels_at_least_0.5"));
    long[] undecided = Golden.longs(pasted.get("pixels_within_1e-5_of_0.5"));
    for (int j = 0; j < areas.length; j++) {
      float[] mask = Arrays.copyOfRange(actual.masks(), j * side * side, (j + 1) * side * side);
      for (int p = 0; p < mask.length; p++) {
        mask[p] = (float) Math.log(mask[p] / (1 - mask[p]));
      }
      GoldenStatistics.assertMatch(
          logits.get(j).getAsJsonObject(), new Shape(side, side), mask, 1e-4, "mask " + j);
      long area =
          new MaskPaste(side).paste(actual.masks(), actual.boxes().boxes(), j, image).area();
      assertTrue(Math.abs(areas[j] - area) <= undecided[j], "area of mask " + j + ": " + area);
    }
  }

  /** Many scores are nearly equal, so that these are compared as sets. */
  @Test
  void detectionsAtTheDefaultThresholdsAreTorchvisions() {
    List<Findings> found =
        detect("maskrcnn_resnet50_fpn", DetectionFilter.standard(), Precision.FP32);
    JsonArray images =
        golden.getAsJsonObject("detections_at_default_thresholds").getAsJsonArray("images");
    for (int i = 0; i < images.size(); i++) {
      JsonObject expected = images.get(i).getAsJsonObject();
      Findings actual = found.get(i);
      assertEquals(expected.get("count").getAsInt(), actual.boxes().count());
      long[] labels = Golden.longs(expected.get("labels"));
      int matched = 0;
      for (int j = 0; j < labels.length; j++) {
        float[] box = Golden.floats(expected.getAsJsonArray("boxes").get(j));
        long label = labels[j];
        matched +=
            IntStream.range(0, actual.boxes().count())
                    .anyMatch(
                        k ->
                            actual.boxes().labels()[k] == label
                                && distance(box, actual.boxes().boxes(), k) < 1e-2)
                ? 1
                : 0;
      }
      assertTrue(matched >= 95, matched + " of " + labels.length + " were found");
    }
  }

  @Test
  void bfloat16FindsMostlyTheSame() {
    List<Findings> exact = detect("maskrcnn_resnet50_fpn", TEN, Precision.FP32);
    List<Findings> near = detect("maskrcnn_resnet50_fpn", TEN, Precision.BF16);
    for (int i = 0; i < exact.size(); i++) {
      float[] scores = near.get(i).boxes().scores();
      assertEquals(exact.get(i).boxes().count(), scores.length);
      for (float mask : near.get(i).masks()) {
        assertTrue(mask >= 0 && mask <= 1);
      }
      int same = 0;
      for (int j = 0; j < scores.length; j++) {
        assertEquals(exact.get(i).boxes().scores()[j], scores[j], 0.02);
        same += exact.get(i).boxes().labels()[j] == near.get(i).boxes().labels()[j] ? 1 : 0;
      }
      assertTrue(same >= 7, same + " labels of image " + i + " are the same");
    }
  }

  @Test
  void anImageWithoutDetectionsIsLegal() {
    DetectionFilter none = new DetectionFilter(1, new Nms(0.5), 10);
    for (Findings each : detect("maskrcnn_resnet50_fpn", none, Precision.FP32)) {
      assertEquals(0, each.boxes().count());
      assertEquals(0, each.masks().length);
    }
  }

  @Test
  void nothingThatWasComputedOnTheWayStaysInMemory() {
    try (NDManager scope = manager.newSubManager();
        ImageBatch batch = batch(scope, Precision.FP32)) {
      int before = scope.getManagedArrays().size();
      new MaskDetector(network, store, Anchors.fpn(), Proposals.inference(), TEN)
          .detect(batch.images(), batch.sizes());
      assertEquals(before, scope.getManagedArrays().size());
    }
  }

  private static List<Findings> detect(String model, DetectionFilter filter, Precision precision) {
    Detector detector =
        Detectors.get(model).masks()
            ? new MaskDetector(network, store, Anchors.fpn(), Proposals.inference(), filter)
            : new BoxDetector(
                network.detector(), store, Anchors.fpn(), Proposals.inference(), filter);
    try (NDManager scope = manager.newSubManager()) {
      return new ImageResizer(128, 192, precision).detect(detector, scope, images(scope));
    }
  }

  /** A layer with the values that the network has under a prefix. */
  private static <L extends Layer> L part(L layer, String prefix) {
    layer.initialize(manager);
    layer.state().forEach((name, array) -> network.state().get(prefix + name).copyTo(array));
    return layer;
  }

  private static void assertMatch(
      JsonObject expected, NDArray actual, double tolerance, String what) {
    float[] values =
        Kernels.on(actual.getDevice())
            .cast(actual.getManager(), actual, Precision.FP32)
            .toFloatArray();
    GoldenStatistics.assertMatch(expected, actual.getShape(), values, tolerance, what);
  }
}
