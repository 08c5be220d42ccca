package io.finetune.data;

import io.finetune.image.ImageSource.Generated;
import io.finetune.shape.ShapeKind;
import io.finetune.shape.ShapeScene;
import io.finetune.shape.VisiblePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Images drawn on demand, for trying out detection and instance segmentation: circles, rectangles,
 * triangles and stars on textured ground among strokes and dots, in any colour, turned, of three
 * sizes, hiding each other and cut off by the border.
 *
 * <p>An image and its annotation depend on the seed, the split, the index and the options that say
 * how an image looks, on nothing else: not on how many images there are, on threads, or on the
 * platform. Nothing is kept. The mask of an object is the pixels whose centre is inside it and not
 * inside an object in front of it; box and area are the mask's. An object of which less than a
 * fifth, or fewer than 16 pixels, would be seen is not painted, so everything seen is annotated.
 */
public final class Shapes implements Dataset<Instances> {

  /** Ids of objects are an image's number times this, plus their place from 1. */
  private static final long IDS_PER_IMAGE = 100;

  private static final long TRAIN = 0;
  private static final long TEST = 1;

  private final ShapesOptions options;
  private final long split;

  private Shapes(ShapesOptions options, long split) {
    this.options = options;
    this.split = split;
  }

  /** Opens the dataset; nothing is drawn yet. */
  public static Split<Instances> open(ShapesOptions options) {
    return new Split<>(new Shapes(options, TRAIN), new Shapes(options, TEST));
  }

  @Override
  public int size() {
    return split == TRAIN ? options.images() : options.test();
  }

  /** Draws where the objects are; the pixels are painted when the image is decoded. */
  @Override
  public Sample<Instances> get(int index) {
    Objects.checkIndex(index, size());
    ShapeScene scene =
        ShapeScene.draw(
            options.size(), options.objects(), options.empty(), options.seed(), split, index);
    Generated image = new Generated(scene.size(), scene.size(), scene::paint);
    return new Sample<>("image " + index, image, instances(index, scene));
  }

  private static Instances instances(int index, ShapeScene scene) {
    List<Instance> objects = new ArrayList<>();
    for (ShapeScene.Shape shape : scene.shapes()) {
      VisiblePart visible = shape.visible();
      objects.add(
          new Instance(
              index * IDS_PER_IMAGE + objects.size() + 1,
              shape.kind().label(),
              visible.box(),
              visible.pixels(),
              false,
              Optional.of(visible.mask())));
    }
    return new Instances(index, scene.size(), scene.size(), objects);
  }

  @Override
  public List<String> classes() {
    return ShapeKind.names();
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "generated images of %dx%d with up to %d shapes, seed %d (%s)",
        options.size(),
        options.size(),
        options.objects(),
        options.seed(),
        split == TRAIN ? "train" : "test");
  }
}
