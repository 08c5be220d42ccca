package io.finetune.summary;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.finetune.block.Layer;
import io.finetune.block.ResNetSpec;
import io.finetune.detection.DetectorSpec;
import io.finetune.detection.FasterRcnn;
import io.finetune.report.TextTable;
import io.finetune.segmentation.MaskRcnn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A network part by part.
 *
 * @param parts in the order in which an image passes them
 */
public record ModelSummary(List<Part> parts) {

  /**
   * A part of a network.
   *
   * @param name what its parameters' names begin with
   * @param layers what it is made of, in words
   * @param output the shape of what it gives out
   * @param parameters elements of its weights; buffers such as running statistics are none
   * @param trained those that are trained
   */
  public record Part(String name, String layers, String output, long parameters, long trained) {}

  /** Copies the list. */
  public ModelSummary {
    parts = List.copyOf(parts);
  }

  /**
   * Lists the parts of a network.
   *
   * @param network the network, whose shapes are known
   * @param plan what it is built of
   * @param images (N, 3, H, W) of a batch
   * @return the parts
   */
  public static ModelSummary of(Layer network, NetworkPlan plan, Shape images) {
    Lister list = new Lister(network.named());
    StageShapes shapes = StageShapes.of(plan.backbone(), images);
    list.backbone(plan, shapes);
    if (plan instanceof NetworkPlan.OfClassifier classifier) {
      long[] logits = {images.get(0), classifier.classes()};
      list.add("fc", "pooling, linear", new Shape(logits));
    } else if (plan instanceof NetworkPlan.OfDetector detector) {
      list.heads(detector, shapes, images);
    }
    return new ModelSummary(list.parts);
  }

  /** Returns the elements of all weights. */
  public long parameters() {
    return parts.stream().mapToLong(Part::parameters).sum();
  }

  /** Returns those that are trained. */
  public long trained() {
    return parts.stream().mapToLong(Part::trained).sum();
  }

  /** Returns a table for people, its heading first. */
  public List<String> lines() {
    TextTable table = new TextTable("part", "layers", "output", "parameters", "trained");
    for (Part part : parts) {
      table.row(
          part.name(),
          part.layers(),
          part.output(),
          count(part.parameters()),
          count(part.trained()));
    }
    table.row("all", "", "", count(parameters()), count(trained()));
    return table.lines();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Adds parts one after the other. */
  private static final class Lister {

    private final Map<String, Parameter> named;
    private final List<Part> parts = new ArrayList<>();

    Lister(Map<String, Parameter> named) {
      this.named = named;
    }

    void backbone(NetworkPlan plan, StageShapes shapes) {
      ResNetSpec spec = plan.backbone();
      boolean pooled = spec.stem() == ResNetSpec.Stem.IMAGENET;
      String prefix = plan.prefix();
      add(
          prefix + "conv1",
          pooled ? "7x7 convolution, pooling" : "3x3 convolution",
          text(shapes.entry()),
          prefix + "conv1.",
          prefix + "bn1.");
      for (int i = 0; i < shapes.stages().size(); i++) {
        String blocks = spec.bottleneck() ? " bottlenecks" : " blocks of two 3x3";
        add(prefix + "layer" + (i + 1), spec.blocks().get(i) + blocks, shapes.stages().get(i));
      }
    }

    void heads(NetworkPlan.OfDetector plan, StageShapes shapes, Shape images) {
      long count = images.get(0);
      int channels = DetectorSpec.CHANNELS;
      Shape finest = shapes.stages().get(0);
      Shape map = new Shape(count, channels, finest.get(2), finest.get(3));
      add("backbone.fpn", FasterRcnn.LEVELS + " maps", text(map) + " and smaller", "backbone.fpn.");
      add("rpn.head", "3x3 convolution, anchors", "objectness and boxes", "rpn.head.");
      long regions = count * plan.regions();
      add(
          "roi_heads.box_head",
          plan.spec().boxHead() == DetectorSpec.BoxHead.TWO_FC
              ? "two linear"
              : "four 3x3 convolutions, linear",
          new Shape(regions, DetectorSpec.FEATURES));
      long classes = plan.spec().classes() + 1L;
      add(
          "roi_heads.box_predictor",
          "two linear",
          text(new Shape(regions, classes)) + " and " + text(new Shape(regions, 4 * classes)),
          "roi_heads.box_predictor.");
      if (plan.masks()) {
        masks(count * plan.maskedRegions(), channels);
      }
    }

    private void masks(long regions, int channels) {
      int side = MaskRcnn.REGION_SIDE;
      add("roi_heads.mask_head", "four 3x3 convolutions", new Shape(regions, channels, side, side));
      add(
          "roi_heads.mask_predictor",
          "enlarging, 1x1 convolution",
          new Shape(regions, MaskRcnn.MASK_SIDE, MaskRcnn.MASK_SIDE));
    }

    void add(String name, String layers, Shape output) {
      add(name, layers, text(output), name + ".");
    }

    private void add(String name, String layers, String output, String... prefixes) {
      parts.add(new Part(name, layers, output, count(false, prefixes), count(true, prefixes)));
    }

    private long count(boolean trained, String... prefixes) {
      return named.entrySet().stream()
          .filter(each -> Arrays.stream(prefixes).anyMatch(each.getKey()::startsWith))
          .map(Map.Entry::getValue)
          .filter(each -> each.getType() == Parameter.Type.WEIGHT)
          .filter(each -> !trained || each.requiresGradient())
          .mapToLong(each -> each.getShape().size())
          .sum();
    }

    private static String text(Shape shape) {
      return shape.toString().replace(",)", ")");
    }
  }
}
