package io.finetune.shape;

import io.finetune.shape.ShapeKind.Placement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What stands where in an image, and the way to paint it. Immutable; holds places and run lengths,
 * no pixels.
 */
public final class ShapeScene {

  /** The smallest side of an image. */
  public static final int SMALLEST_IMAGE = 32;

  /** The most shapes that an image may be asked to have. */
  public static final int MOST_SHAPES = 99;

  /** The image side for which {@link Scale} is made. */
  private static final double USUAL_SIZE = 256;

  private static final double SMALLEST_SIDE = 6;
  private static final double LEAST_SEEN_SHARE = 0.2;
  private static final int LEAST_SEEN_PIXELS = 16;

  // What makes the two sequences of random numbers of a scene unlike each other.
  private static final long GEOMETRY = 0;
  private static final long COLOURS = 1;

  /**
   * How large a shape is: the side of the square of its area in an image of 256x256, where the
   * three fall into COCO's ranges small, medium and large.
   */
  private enum Scale {
    SMALL(12, 30),
    MEDIUM(34, 90),
    LARGE(100, 135);

    private final double from;
    private final double to;

    Scale(double from, double to) {
      this.from = from;
      this.to = to;
    }

    /** Two of five are small, two medium, one is large: it takes more room. */
    private static Scale draw(StableRandom random) {
      int fifth = random.below(5);
      return fifth < 2 ? SMALL : fifth < 4 ? MEDIUM : LARGE;
    }
  }

  /**
   * An object of the scene.
   *
   * @param kind its class
   * @param placement where it is
   * @param visible its pixels that nothing in front hides
   */
  public record Shape(ShapeKind kind, Placement placement, VisiblePart visible) {}

  private record Candidate(ShapeKind kind, Placement placement) {}

  private final int size;
  private final List<Shape> shapes;
  private final long[] key;

  private ShapeScene(int size, List<Shape> shapes, long[] key) {
    this.size = size;
    this.shapes = List.copyOf(shapes);
    this.key = key;
  }

  /**
   * Draws a scene; a pure function of its arguments.
   *
   * @param size rows and columns of the image
   * @param mostShapes the most shapes in it, from 1 to {@link #MOST_SHAPES}; at least one is,
   *     unless it is empty
   * @param empty the probability of a scene without any shape
   * @param key numbers that together decide everything else, such as a seed and an index
   * @throws IllegalArgumentException if a number is out of range
   */
  public static ShapeScene draw(int size, int mostShapes, double empty, long... key) {
    requireRange("size", size, SMALLEST_IMAGE, Integer.MAX_VALUE);
    requireRange("mostShapes", mostShapes, 1, MOST_SHAPES);
    requireRange("empty", empty, 0, 1);
    StableRandom random = random(key, GEOMETRY);
    int count = random.chance(empty) ? 0 : 1 + random.below(mostShapes);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candidates.add(candidate(size, random));
    }
    return new ShapeScene(size, seen(size, candidates), key.clone());
  }

  private static void requireRange(String name, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must be from %.0f to %.0f, not %s", name, from, to, value));
    }
  }

  private static StableRandom random(long[] key, long sequence) {
    long[] keys = Arrays.copyOf(key, key.length + 1);
    keys[key.length] = sequence;
    return new StableRandom(keys);
  }

  /** Returns rows and columns of the image. */
  public int size() {
    return size;
  }

  /**
   * Returns the shapes from the one furthest back to the one in front. Those of which less than a
   * fifth, or fewer than 16 pixels, would be seen are not there.
   */
  public List<Shape> shapes() {
    return shapes;
  }

  /**
   * Paints the image.
   *
   * @return {@code (size, size, 3)} uint8 RGB, row by row; the same every time
   */
  public byte[] paint() {
    return ShapePainter.paint(size, shapes, random(key, COLOURS));
  }

  private static Candidate candidate(int size, StableRandom random) {
    ShapeKind kind = ShapeKind.ALL.get(random.below(ShapeKind.ALL.size()));
    Scale scale = Scale.draw(random);
    double side = random.between(scale.from, scale.to) * size / USUAL_SIZE;
    Placement placement =
        new Placement(
            random.between(0.1, 0.9) * size,
            random.between(0.1, 0.9) * size,
            Math.max(SMALLEST_SIDE, side),
            random.between(0, 2 * Math.PI),
            random.between(0, 1));
    return new Candidate(kind, placement);
  }

  /**
   * Keeps what is seen well enough to be found. From front to back, so that a shape that is left
   * out hides nothing either.
   */
  private static List<Shape> seen(int size, List<Candidate> candidates) {
    VisibleShapes front = new VisibleShapes(size);
    Deque<Shape> kept = new ArrayDeque<>();
    for (int i = candidates.size() - 1; i >= 0; i--) {
      Candidate candidate = candidates.get(i);
      Outline outline = candidate.kind.outline(candidate.placement);
      int owner = i + 1;
      int pixels = front.put(outline, owner);
      if (pixels < LEAST_SEEN_PIXELS || pixels < LEAST_SEEN_SHARE * outline.area()) {
        front.remove(outline, owner);
      } else {
        VisiblePart visible = front.visible(outline, owner);
        kept.addFirst(new Shape(candidate.kind, candidate.placement, visible));
      }
    }
    return List.copyOf(kept);
  }
}
