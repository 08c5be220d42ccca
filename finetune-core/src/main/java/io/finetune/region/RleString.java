package io.finetune.region;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * COCO's compressed counts: the text form of a mask's runs.
 *
 * <p>To have a mask, use {@link Rle#parse(int, int, byte[], int, int)}; this class is for those who
 * hold very many masks as text and need to know little of most.
 */
public final class RleString {

  private static final int MAX_DIGITS = 7;

  private RleString() {}

  /**
   * Returns area and box of a mask in one pass over its text, without making the mask.
   *
   * @param height rows of the image
   * @param width columns of the image
   * @param ascii the text's bytes, among others
   * @param from index of the first byte of the text
   * @param to index after the last byte of the text
   * @return the same as area and box of the parsed mask
   * @throws IllegalArgumentException if the text is broken, or its runs do not cover the image
   *     exactly
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static Extent measure(int height, int width, byte[] ascii, int from, int to) {
    RunReader reader = new RunReader(height, width, ascii, from, to);
    ExtentBuilder extent = new ExtentBuilder(height);
    while (reader.hasNext()) {
      int start = reader.nextEnd();
      if (reader.hasNext()) {
        extent.add(start, reader.nextEnd());
      }
    }
    reader.finish();
    return extent.build();
  }

  /** Returns where each run ends, in pixels from the first. */
  static int[] read(RunReader reader) {
    int[] ends = new int[reader.count()];
    int count = 0;
    while (reader.hasNext()) {
      ends[count++] = reader.nextEnd();
    }
    reader.finish();
    return ends;
  }

  /** Returns the text of the runs that end there. */
  static String write(int[] ends) {
    byte[] text = new byte[2 * ends.length + MAX_DIGITS];
    int length = 0;
    for (int i = 0; i < ends.length; i++) {
      if (text.length - length < MAX_DIGITS) {
        text = Arrays.copyOf(text, 2 * text.length);
      }
      int number = run(ends, i) - (i > 2 ? run(ends, i - 2) : 0);
      boolean more;
      do {
        int digit = number & 0x1F;
        number >>= 5;
        more = number != ((digit & 0x10) == 0 ? 0 : -1);
        text[length++] = (byte) ('0' + digit + (more ? 0x20 : 0));
      } while (more);
    }
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }

  private static int run(int[] ends, int i) {
    return i == 0 ? ends[0] : ends[i] - ends[i - 1];
  }
}
