package io.finetune.shape;

import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.Arrays;

/**
 * Which of several shapes is in front at each pixel of a square image. A pixel belongs to a shape
 * if its centre does, so masks are exact and never overlap.
 */
final class VisibleShapes {

  /** Nobody's pixels. */
  private static final byte GROUND = 0;

  private final int size;

  /** Column by column, as masks are encoded. */
  private final byte[] owners;

  private final double[] crossings = new double[Outline.MAX_CROSSINGS];

  VisibleShapes(int size) {
    this.size = size;
    this.owners = new byte[size * size];
  }

  /**
   * Puts a shape behind those already there.
   *
   * @param owner its number, from 1 to 127
   * @return how many of its pixels are seen
   */
  int put(Outline outline, int owner) {
    return replace(outline, GROUND, (byte) owner);
  }

  /** Takes the shape that was put last away again. */
  void remove(Outline outline, int owner) {
    replace(outline, (byte) owner, GROUND);
  }

  private int replace(Outline outline, byte from, byte to) {
    int replaced = 0;
    int bottom = pixel(outline.bottom());
    for (int y = pixel(outline.top()); y < bottom; y++) {
      int count = outline.crossings(y + 0.5, crossings);
      for (int i = 0; i < count; i += 2) {
        int right = pixel(crossings[i + 1]);
        for (int x = pixel(crossings[i]); x < right; x++) {
          if (owners[x * size + y] == from) {
            owners[x * size + y] = to;
            replaced++;
          }
        }
      }
    }
    return replaced;
  }

  /** Returns the first pixel whose centre is at or after a coordinate. */
  private int pixel(double coordinate) {
    return Outline.firstPixel(coordinate, 0.5, size);
  }

  /**
   * Cuts out what is seen of a shape, which must be at least one pixel; what is put behind it later
   * changes nothing.
   */
  VisiblePart visible(Outline outline, int owner) {
    int firstRow = pixel(outline.top());
    int endRow = pixel(outline.bottom());
    int endColumn = pixel(outline.right());
    int left = size;
    int right = 0;
    int top = size;
    int bottom = 0;
    Runs runs = new Runs();
    for (int x = pixel(outline.left()); x < endColumn; x++) {
      for (int y = firstRow; y < endRow; y++) {
        if (owners[x * size + y] == owner) {
          runs.one(x * size + y);
          left = Math.min(left, x);
          right = x + 1;
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    Rle mask = Rle.of(size, size, runs.finish(size * size));
    return new VisiblePart(mask, Box.ofCorners(left, top, right, bottom), runs.pixels);
  }

  /** Run lengths in the making, a run of zeros first. */
  private static final class Runs {

    private int[] lengths = new int[64];
    private int count;
    private int end;
    private int pixels;

    /** Adds a pixel after all others. */
    void one(int position) {
      if (count == 0 || position > end) {
        if (count == lengths.length) {
          lengths = Arrays.copyOf(lengths, 2 * count);
        }
        lengths[count] = position - end;
        count += 2;
      }
      lengths[count - 1]++;
      end = position + 1;
      pixels++;
    }

    /** Returns the run lengths of a mask of so many pixels. */
    int[] finish(int length) {
      int[] all = Arrays.copyOf(lengths, end < length ? count + 1 : count);
      if (end < length) {
        all[count] = length - end;
      }
      return all;
    }
  }
}
