package io.finetune.region;

import java.util.Locale;
import java.util.Objects;

/**
 * Reads COCO's compressed counts run by run.
 *
 * <p>A number is a little-endian string of digits of five bits, each the character {@code '0'} plus
 * the digit plus 32 if another one follows; the last digit's highest bit is the sign. From the
 * fourth run on the number is the difference to the run two before.
 */
final class RunReader {

  private static final int MORE = 0x20;
  private static final int DIGIT_BITS = 5;

  /** Seven digits hold every difference of two ints. */
  private static final int MAX_BITS = 7 * DIGIT_BITS;

  private final byte[] ascii;
  private final int from;
  private final int to;
  private final int pixels;
  private int at;
  private int end;
  private boolean first = true;
  private int previous;
  private int beforePrevious;

  /**
   * Creates a reader of {@code ascii[from]} to {@code ascii[to - 1]}.
   *
   * @throws IllegalArgumentException if the size is negative or exceeds 2^31 - 1 pixels
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  RunReader(int height, int width, byte[] ascii, int from, int to) {
    Objects.checkFromToIndex(from, to, ascii.length);
    this.pixels = Rle.pixels(height, width);
    this.ascii = ascii;
    this.from = from;
    this.to = to;
    this.at = from;
  }

  /** Returns the number of runs the text holds, without checking it. */
  int count() {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += (ascii[i] - '0' & MORE) == 0 ? 1 : 0;
    }
    return count;
  }

  boolean hasNext() {
    return at < to;
  }

  /** Returns the number of pixels up to the end of the next run. */
  int nextEnd() {
    int digit = nextDigit();
    long number = digit & ~MORE;
    int bits = DIGIT_BITS;
    while ((digit & MORE) != 0) {
      if (bits == MAX_BITS) {
        throw broken("a number of more than 7 digits");
      }
      digit = nextDigit();
      number |= (long) (digit & ~MORE) << bits;
      bits += DIGIT_BITS;
    }
    int unused = Long.SIZE - bits;
    long run = (number << unused >> unused) + beforePrevious;
    if (run < 0 || run > pixels - end) {
      throw broken(
          String.format(
              Locale.ROOT, "a run of %d with %d of %d pixels left", run, pixels - end, pixels));
    }
    beforePrevious = previous;
    previous = first ? 0 : (int) run; // nothing refers back to the first run
    first = false;
    end += (int) run;
    return end;
  }

  /** Checks, once there is no next run, that the runs have covered the image. */
  void finish() {
    if (end != pixels) {
      throw broken(
          String.format(Locale.ROOT, "the end, with %d of %d pixels left", pixels - end, pixels));
    }
  }

  private int nextDigit() {
    if (at == to) {
      throw broken("the end inside a number");
    }
    int digit = ascii[at] - '0';
    if ((digit & ~(2 * MORE - 1)) != 0) {
      throw broken(
          String.format(Locale.ROOT, "byte 0x%02x, not within '0' to 'o'", ascii[at] & 0xFF));
    }
    at++;
    return digit;
  }

  private IllegalArgumentException broken(String what) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "compressed counts of %d characters have before character %d %s",
            to - from,
            at - from,
            what));
  }
}
