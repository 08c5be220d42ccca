package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pixels of what is drawn; the images are 100 x 200, the canvases twice that. */
class OverlayTest {

  private static final int HEIGHT = 100;
  private static final int WIDTH = 200;
  private static final Box BOX = new Box(40, 50, 100, 30);
  private static final int BLACK = 0xFF000000;

  private final Overlay overlay = new Overlay(List.of("cat", "dog", "a very long name of a class"));

  private static BufferedImage canvas() {
    return new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
  }

  private static Instances instances(Instance... objects) {
    return new Instances(1, HEIGHT, WIDTH, List.of(objects));
  }

  private static Instance instance(int label, boolean crowd, Segmentation shape) {
    return new Instance(7, label, BOX, BOX.area(), crowd, Optional.ofNullable(shape));
  }

  @Test
  void aBoxIsDrawnOnItsEdgesAtTheCanvasScale() {
    BufferedImage canvas = canvas();
    overlay.draw(canvas, instances(instance(0, false, null)));
    int colour = Palette.of(0).getRGB();
    assertEquals(colour, canvas.getRGB(180, 160), "lower edge: y 80 of the image");
    assertEquals(colour, canvas.getRGB(80, 140), "left edge: x 40 of the image");
    assertEquals(colour, canvas.getRGB(280, 140), "right edge: x 140 of the image");
    assertEquals(BLACK, canvas.getRGB(180, 130), "inside");
    assertEquals(BLACK, canvas.getRGB(300, 130), "outside");
  }

  @Test
  void theLabelStandsAboveTheBoxInItsColour() {
    BufferedImage canvas = canvas();
    overlay.draw(canvas, instances(instance(1, false, null)));
    Rectangle above = new Rectangle(80, 80, 60, 18);
    assertTrue(count(canvas, above, Palette.of(1)) > 200, "the label's ground");
    Color text = Palette.textOn(Palette.of(1));
    assertTrue(count(canvas, above, text) > 10, "its letters");
  }

  @Test
  void aMaskIsTranslucentWithASolidContour() {
    BufferedImage canvas = canvas();
    Rle mask = Rle.ofBox(HEIGHT, WIDTH, BOX);
    overlay.draw(canvas, HEIGHT, WIDTH, List.of(new Detection(1, 0.5, BOX, Optional.of(mask))));
    Color colour = Palette.of(1);
    Color inside = new Color(canvas.getRGB(180, 130));
    assertEquals(0.42 * colour.getRed(), inside.getRed(), 2);
    assertEquals(0.42 * colour.getGreen(), inside.getGreen(), 2);
    assertEquals(0.42 * colour.getBlue(), inside.getBlue(), 2);
    assertEquals(BLACK, canvas.getRGB(300, 130), "outside");
  }

  @Test
  void aMaskLiesWhereItsPixelsAre() {
    BufferedImage canvas = canvas();
    Rle corner = Rle.ofBox(HEIGHT, WIDTH, new Box(190, 90, 10, 10));
    overlay.draw(canvas, instances(instance(0, false, corner)));
    assertNotEquals(BLACK, canvas.getRGB(396, 196), "the last pixels are the mask's");
    assertEquals(BLACK, canvas.getRGB(370, 196), "those left of it are not");
    assertEquals(BLACK, canvas.getRGB(396, 170), "those above it are not");
  }

  @Test
  void crowdsAreDashed() {
    BufferedImage solid = canvas();
    BufferedImage dashed = canvas();
    overlay.draw(solid, instances(instance(0, false, null)));
    overlay.draw(dashed, instances(instance(0, true, null)));
    Rectangle lowerEdge = new Rectangle(80, 160, 200, 1);
    int all = count(solid, lowerEdge, Palette.of(0));
    int some = count(dashed, lowerEdge, Palette.of(0));
    assertTrue(all >= 190, all + " pixels of a solid edge");
    assertTrue(some > 50 && some < 150, some + " pixels of a dashed edge");
  }

  @Test
  void theBestDetectionIsOnTop() {
    BufferedImage canvas = canvas();
    List<Detection> found =
        List.of(
            new Detection(0, 0.9, BOX, Optional.empty()),
            new Detection(1, 0.3, BOX, Optional.empty()));
    overlay.draw(canvas, HEIGHT, WIDTH, found);
    assertEquals(Palette.of(0).getRGB(), canvas.getRGB(200, 160));
  }

  @Test
  void labelsStayOnTheCanvasAndApart() {
    BufferedImage canvas = canvas();
    Box edge = new Box(180, 0, 20, 20);
    overlay.draw(
        canvas,
        HEIGHT,
        WIDTH,
        List.of(
            new Detection(2, 0.9, edge, Optional.empty()),
            new Detection(1, 0.8, edge, Optional.empty())));
    Rectangle all = new Rectangle(0, 0, canvas.getWidth(), canvas.getHeight());
    assertTrue(count(canvas, all, Palette.of(2)) > 2000, "a long label is whole");
    assertTrue(count(canvas, all, Palette.of(1)) > 400, "the other is not hidden by it");
  }

  @Test
  void aLabelWithoutANameIsRefused() {
    List<Detection> found = List.of(new Detection(3, 0.9, BOX, Optional.empty()));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> overlay.draw(canvas(), HEIGHT, WIDTH, found));
    assertEquals("label 3 has no name: there are 3 classes", e.getMessage());
  }

  @Test
  void anEmptyMaskAndAnEmptyBoxDrawNoArea() {
    BufferedImage canvas = canvas();
    Rle nothing = Rle.of(HEIGHT, WIDTH, HEIGHT * WIDTH);
    Detection found = new Detection(0, 0.5, new Box(50, 50, 0, 0), Optional.of(nothing));
    overlay.draw(canvas, HEIGHT, WIDTH, List.of(found));
    assertEquals(BLACK, canvas.getRGB(200, 150));
  }

  private static int count(BufferedImage canvas, Rectangle area, Color colour) {
    return (int)
        IntStream.range(0, area.width * area.height)
            .filter(
                i ->
                    canvas.getRGB(area.x + i % area.width, area.y + i / area.width)
                        == colour.getRGB())
            .count();
  }
}
