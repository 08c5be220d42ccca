package io.finetune.report;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws objects on an image: masks as a translucent fill with a contour, boxes, and labels with the
 * class and, for detections, the score. Crowds are dashed. Every class has its colour of the {@link
 * Palette}.
 *
 * <p>The canvas may be larger or smaller than the image that the boxes were measured on; lines and
 * letters keep a size that suits the canvas. Immutable.
 */
public final class Overlay {

  private final List<String> classes;

  /**
   * Creates an overlay.
   *
   * @param classes names of the labels
   * @throws io.finetune.FinetuneException if this JVM has no font to write them with
   */
  public Overlay(List<String> classes) {
    Lettering.require();
    this.classes = List.copyOf(classes);
  }

  /**
   * Requires that this JVM can write on pictures.
   *
   * @throws io.finetune.FinetuneException if it has no font
   */
  public static void requireFont() {
    Lettering.require();
  }

  /**
   * Draws annotated objects, the smallest on top.
   *
   * @param canvas the image, at any size
   * @param target its objects, in pixels of the stored image
   * @throws IllegalArgumentException if run lengths were made for another size than the target's,
   *     or a label has no name
   */
  public void draw(BufferedImage canvas, Instances target) {
    List<Mark> marks =
        target.objects().stream()
            .sorted(Comparator.comparingDouble((Instance object) -> -object.box().area()))
            .map(object -> mark(object, target.height(), target.width()))
            .toList();
    new MarkPainter(canvas, target.height(), target.width()).paint(marks);
  }

  /**
   * Draws detections, the best on top.
   *
   * @param canvas the image, at any size
   * @param height rows of the image that the detections were made on
   * @param width its columns
   * @param found what was found, in pixels of that image; all of it is drawn, so leave out the
   *     doubtful before
   * @throws IllegalArgumentException if a label has no name
   */
  public void draw(BufferedImage canvas, int height, int width, List<Detection> found) {
    List<Mark> marks =
        found.stream()
            .sorted(Comparator.comparingDouble(Detection::score))
            .map(this::mark)
            .toList();
    new MarkPainter(canvas, height, width).paint(marks);
  }

  private Mark mark(Instance object, int height, int width) {
    String name = name(object.label());
    return new Mark(
        object.label(),
        object.crowd() ? name + " (crowd)" : name,
        object.box(),
        object.segmentation().map(shape -> shape.toRle(height, width)),
        object.crowd());
  }

  private Mark mark(Detection found) {
    String text = String.format(Locale.ROOT, "%s %.2f", name(found.label()), found.score());
    return new Mark(found.label(), text, found.box(), found.mask(), false);
  }

  private String name(int label) {
    if (label < 0 || label >= classes.size()) {
      throw new IllegalArgumentException(
          "label " + label + " has no name: there are " + classes.size() + " classes");
    }
    return classes.get(label);
  }
}
