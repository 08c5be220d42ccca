package io.finetune.summary;

import ai.djl.ndarray.types.Shape;
import io.finetune.block.ResNetSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The shapes between the stages of a ResNet.
 *
 * @param stem what the stem's convolution gives out
 * @param entry what the first stage takes: the same, or smaller by the ImageNet stem's pooling
 * @param stages what each stage gives out
 */
record StageShapes(Shape stem, Shape entry, List<Shape> stages) {

  /**
   * @param images (N, 3, H, W)
   */
  static StageShapes of(ResNetSpec spec, Shape images) {
    boolean pooled = spec.stem() == ResNetSpec.Stem.IMAGENET;
    Shape full = new Shape(images.get(0), spec.width(), images.get(2), images.get(3));
    Shape stem = pooled ? halved(full, spec.width()) : full;
    Shape entry = pooled ? halved(stem, spec.width()) : stem;
    List<Shape> stages = new ArrayList<>();
    Shape shape = new Shape(entry.get(0), spec.channels(0), entry.get(2), entry.get(3));
    for (int i = 0; i < spec.blocks().size(); i++) {
      shape = i == 0 ? shape : halved(shape, spec.channels(i));
      stages.add(shape);
    }
    return new StageShapes(stem, entry, stages);
  }

  static Shape halved(Shape shape, long channels) {
    return new Shape(shape.get(0), channels, (shape.get(2) + 1) / 2, (shape.get(3) + 1) / 2);
  }

  static Shape last(List<Shape> shapes) {
    return shapes.get(shapes.size() - 1);
  }
}
