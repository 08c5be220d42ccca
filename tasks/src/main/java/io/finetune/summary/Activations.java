package io.finetune.summary;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.finetune.block.ConvStyle;
import io.finetune.block.Norm;
import io.finetune.block.ResNetSpec;
import io.finetune.detection.DetectorSpec;
import io.finetune.segmentation.MaskRcnn;
import java.util.List;
import java.util.Map;

/**
 * Elements that the forward pass keeps for the backward pass. A convolution keeps its input; a
 * batch or group norm keeps its own, the convolution's output, while frozen statistics are folded
 * into the weight and keep nothing; a ReLU keeps its result, which is the next one's input. What
 * lies before the first trained layer keeps nothing.
 */
final class Activations {

  /** Of every pixel of a pooled region: rows and weights of sixteen summands, and their places. */
  private static final int BYTES_OF_CELL = 16 * (8 + 4 + 8);

  private static final int CONVS = 4;

  private final Map<String, Parameter> named;
  private final ConvStyle style;
  private long elements;
  private long fixedBytes;
  private long largest;
  private long finestMap;
  private long masks;
  private boolean flows;

  private Activations(Map<String, Parameter> named, ConvStyle style) {
    this.named = named;
    this.style = style;
  }

  static Activations of(
      Map<String, Parameter> named, NetworkPlan plan, Shape images, ConvStyle style) {
    Activations kept = new Activations(named, style);
    StageShapes shapes = StageShapes.of(plan.backbone(), images);
    kept.stem(plan, shapes, images);
    for (int i = 0; i < shapes.stages().size(); i++) {
      Shape input = i == 0 ? shapes.entry() : shapes.stages().get(i - 1);
      kept.stage(plan, i, input, shapes.stages().get(i));
    }
    if (plan instanceof NetworkPlan.OfDetector detector) {
      kept.pyramid(detector, shapes);
      kept.regions(detector, images.get(0));
    }
    return kept;
  }

  /** Returns what is kept, at so many bytes an element. */
  long bytes(int element) {
    return element * elements + fixedBytes;
  }

  /**
   * Returns what lives beside all or most of that: of a classifier the input, output and projection
   * of its largest residual block; of a detector the gradients of the masks, or, once these are
   * gone, of the pyramid's finest map in float32, where regions are added up, and in the
   * computation's precision.
   */
  long workspace(int element) {
    long ofMaps = (8L + element) * finestMap - 9 * masks * element;
    return Math.max(3 * largest * element, Math.max(8 * masks * element, ofMaps));
  }

  private void stem(NetworkPlan plan, StageShapes shapes, Shape images) {
    String name = plan.prefix() + "conv1.weight";
    unit(name, images, shapes.stem(), true);
    if (flows && plan.backbone().stem() == ResNetSpec.Stem.IMAGENET) {
      elements += shapes.entry().size();
      fixedBytes += 8 * shapes.entry().size(); // where each maximum was
    }
  }

  private void stage(NetworkPlan plan, int stage, Shape input, Shape output) {
    Shape entering = input;
    for (int block = 0; block < plan.backbone().blocks().get(stage); block++) {
      String prefix = plan.prefix() + "layer" + (stage + 1) + "." + block + ".";
      Shape x = entering;
      for (int conv = 1; named.containsKey(prefix + "conv" + conv + ".weight"); conv++) {
        String name = prefix + "conv" + conv + ".weight";
        // A bottleneck begins with a 1x1 convolution at the resolution that comes in.
        boolean before = plan.backbone().bottleneck() && conv == 1;
        Shape at = before ? entering : output;
        Shape y = new Shape(at.get(0), named.get(name).getShape().get(0), at.get(2), at.get(3));
        unit(name, x, y, true);
        x = y;
      }
      if (named.containsKey(prefix + "downsample.0.weight")) {
        unit(prefix + "downsample.0.weight", entering, output, false);
      }
      entering = output;
    }
  }

  /** A convolution, its norm, and a ReLU if there is one. */
  private void unit(String name, Shape input, Shape output, boolean relu) {
    largest = Math.max(largest, output.size());
    boolean first = !flows;
    flows |= named.get(name).requiresGradient();
    if (!flows) {
      return;
    }
    if (first) {
      elements += input.size(); // nobody before has kept it
    }
    Norm.Kind kind = style.norm().kind();
    boolean keepsInput = kind == Norm.Kind.BATCH || kind == Norm.Kind.GROUP;
    elements += (keepsInput ? output.size() : 0) + (relu ? output.size() : 0);
    if (style.standardized()) {
      fixedBytes += 3 * 4 * named.get(name).getShape().size();
    }
  }

  /** Lateral and smoothing convolutions of each map, and the proposal head on all five. */
  private void pyramid(NetworkPlan.OfDetector plan, StageShapes shapes) {
    boolean norm = plan.spec().headStyle().norm().kind() == Norm.Kind.GROUP;
    List<Shape> stages = shapes.stages();
    for (Shape stage : stages) {
      long map = map(stage);
      finestMap = Math.max(finestMap, map);
      // The sum goes into the smoothing, its result into the proposal head, whose ReLU keeps one.
      elements += (norm ? 5 : 3) * map;
    }
    elements += 2 * map(StageShapes.halved(StageShapes.last(stages), DetectorSpec.CHANNELS));
  }

  private static long map(Shape stage) {
    return stage.get(0) * DetectorSpec.CHANNELS * stage.get(2) * stage.get(3);
  }

  private void regions(NetworkPlan.OfDetector plan, long images) {
    boolean norm = plan.spec().headStyle().norm().kind() == Norm.Kind.GROUP;
    long boxCells = images * plan.regions() * DetectorSpec.BOX_SIDE * DetectorSpec.BOX_SIDE;
    boolean convolutional = plan.spec().boxHead() == DetectorSpec.BoxHead.FOUR_CONV_FC;
    long layers = convolutional ? 1 + (norm ? 2 : 1) * CONVS : 1;
    elements += layers * boxCells * DetectorSpec.CHANNELS;
    long maskCells = images * plan.maskedRegions() * MaskRcnn.REGION_SIDE * MaskRcnn.REGION_SIDE;
    masks = maskCells * DetectorSpec.CHANNELS;
    // The pooled regions, the four convolutions, and four pixels for one where they are enlarged.
    elements += (1 + (norm ? 2 : 1) * CONVS + 4) * masks;
    fixedBytes += BYTES_OF_CELL * (boxCells + maskCells);
  }
}
