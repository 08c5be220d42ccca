package io.finetune.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.shape.ShapeKind.Placement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares what is annotated and painted with formulas of the four shapes. */
class ShapePainterTest {

  private static final int SIZE = 160;
  private static final int SCENES = 25;

  private static ShapeScene scene(int seed) {
    return ShapeScene.draw(SIZE, 9, 0, seed);
  }

  /** Tells whether a point is inside a shape, by other means than its outline. */
  private static boolean inside(ShapeKind kind, Placement at, double px, double py) {
    double dx = px - at.x();
    double dy = py - at.y();
    double x = Math.cos(at.angle()) * dx + Math.sin(at.angle()) * dy;
    double y = Math.cos(at.angle()) * dy - Math.sin(at.angle()) * dx;
    double area = at.side() * at.side();
    double ratio = 0.7 + 0.6 * at.form();
    double aspect = 1 + 1.2 * at.form();
    double fromTip = y + 2 * Math.sqrt(2 * area * ratio) / 3;
    return switch (kind) {
      case CIRCLE -> Math.PI * (dx * dx + dy * dy) < area;
      case RECTANGLE -> 4 * x * x < area * aspect && 4 * y * y < area / aspect;
      case TRIANGLE -> fromTip < Math.sqrt(2 * area * ratio) && Math.abs(x) < fromTip / ratio / 2;
      case STAR -> insideStar(0.38 + 0.14 * at.form(), area, Math.hypot(x, y), Math.atan2(x, -y));
    };
  }

  /** Folded into half a point, a star is the triangle of its centre, a tip and a notch. */
  private static boolean insideStar(double ratio, double area, double radius, double angle) {
    double half = Math.PI / 5;
    double folded = Math.abs(Math.IEEEremainder(angle, 2 * half));
    double tip = Math.sqrt(area / (5 * ratio * Math.sin(half)));
    // The edge from (tip, 0) to the notch, in polar coordinates of that frame.
    double alongX = ratio * tip * Math.cos(half) - tip;
    double alongY = ratio * tip * Math.sin(half);
    double x = radius * Math.cos(folded) - tip;
    double y = radius * Math.sin(folded);
    return alongX * y - alongY * x > 0;
  }

  @Test
  void aPixelBelongsToTheFrontmostShapeAroundItsCentre() {
    int[] seen = new int[ShapeKind.ALL.size()];
    for (int seed = 0; seed < SCENES; seed++) {
      List<ShapeScene.Shape> shapes = scene(seed).shapes();
      for (int i = 0; i < shapes.size(); i++) {
        byte[] mask = shapes.get(i).visible().mask().decode();
        seen[shapes.get(i).kind().label()]++;
        for (int p = 0; p < mask.length; p++) {
          assertEquals(i == frontmost(shapes, p), mask[p] != 0, "seed " + seed + " pixel " + p);
        }
      }
    }
    for (int count : seen) {
      assertTrue(count > 10, "each kind is compared often");
    }
  }

  /** Tells whether a point of a pixel is inside a shape. */
  private static boolean covers(ShapeScene.Shape shape, int pixel, double right, double down) {
    int column = pixel % SIZE;
    int row = pixel / SIZE;
    return inside(shape.kind(), shape.placement(), column + right, row + down);
  }

  private static int frontmost(List<ShapeScene.Shape> shapes, int pixel) {
    for (int i = shapes.size() - 1; i >= 0; i--) {
      if (covers(shapes.get(i), pixel, 0.5, 0.5)) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void whatIsHardlySeenIsLeftOut() {
    for (int seed = 0; seed < SCENES; seed++) {
      for (ShapeScene.Shape shape : scene(seed).shapes()) {
        Placement at = shape.placement();
        int seen = shape.visible().pixels();
        assertTrue(seen >= 16 && seen >= 0.2 * at.side() * at.side(), "seed " + seed);
      }
    }
  }

  @Test
  void objectsDifferFromTheGroundAndNothingElseDoes() {
    int object = 0;
    int alike = 0;
    for (int seed = 0; seed < SCENES; seed++) {
      ShapeScene scene = scene(seed);
      byte[] with = scene.paint();
      byte[] without = ShapePainter.paint(SIZE, List.of(), new StableRandom(seed, 1));
      for (int p = 0; p < SIZE * SIZE; p++) {
        int difference = difference(with, without, p);
        if (frontmost(scene.shapes(), p) >= 0) {
          object++;
          alike += difference < 12 ? 1 : 0;
        } else if (!near(scene.shapes(), p)) {
          assertEquals(0, difference, "seed " + seed + " pixel " + p);
        }
      }
    }
    // Clutter below an object may happen to have its colour.
    assertTrue(alike < object / 500, alike + " of " + object + " pixels look like the ground");
  }

  private static int difference(byte[] a, byte[] b, int pixel) {
    int sum = 0;
    for (int i = 3 * pixel; i < 3 * pixel + 3; i++) {
      sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
    }
    return sum;
  }

  /** Whether a pixel touches a shape, whose smooth edge may reach into it. */
  private static boolean near(List<ShapeScene.Shape> shapes, int pixel) {
    return shapes.stream()
        .anyMatch(
            shape ->
                covers(shape, pixel, 0.25, 0.25)
                    || covers(shape, pixel, 0.75, 0.25)
                    || covers(shape, pixel, 0.25, 0.75)
                    || covers(shape, pixel, 0.75, 0.75));
  }

  @Test
  void aSceneThatCannotBeDrawnIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ShapeScene.draw(31, 6, 0));
    assertThrows(IllegalArgumentException.class, () -> ShapeScene.draw(32, 100, 0));
    assertThrows(IllegalArgumentException.class, () -> ShapeScene.draw(32, 6, Double.NaN));
    assertEquals(32, ShapeScene.draw(32, 99, 1).size());
  }
}
