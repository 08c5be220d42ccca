package io.finetune.report;

import java.awt.Color;

/**
 * A colour for every class, the same in every picture: twenty hues that stay apart on photographs,
 * then the same hues lighter, darker and paler. After eighty classes they repeat.
 */
public final class Palette {

  private static final int[] HUES = {
    0xE6194B, 0x3CB44B, 0x4363D8, 0xF58231, 0x911EB4, 0x1FC8DB, 0xF032E6, 0xFFD60A, 0x7A4A1E,
    0xBFEF45, 0x0A8F8F, 0xFF9EC4, 0x800020, 0x8FE3B0, 0x1B2A8C, 0xB8860B, 0xB79CFF, 0x5F7A1D,
    0xFF6F61, 0x5B7C99
  };

  private Palette() {}

  /**
   * Returns the colour of a class.
   *
   * @param label from 0
   * @return an opaque colour
   */
  public static Color of(int label) {
    Color hue = new Color(HUES[Math.floorMod(label, HUES.length)]);
    return switch (Math.floorMod(label / HUES.length, 4)) {
      case 0 -> hue;
      case 1 -> mix(hue, Color.WHITE, 0.4);
      case 2 -> mix(hue, Color.BLACK, 0.2);
      default -> mix(hue, Color.GRAY, 0.45);
    };
  }

  /** Black or white, whichever has more contrast with a ground: 4.5 to 1 at least. */
  static Color textOn(Color ground) {
    // WCAG's contrast is (light + 0.05) / (dark + 0.05); both choices are equal at sqrt(1.05 *
    // 0.05).
    return luminance(ground) > Math.sqrt(1.05 * 0.05) - 0.05 ? Color.BLACK : Color.WHITE;
  }

  /** Relative luminance in [0, 1] as WCAG 2 defines it. */
  static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static Color mix(Color colour, Color other, double share) {
    return new Color(
        channel(colour.getRed(), other.getRed(), share),
        channel(colour.getGreen(), other.getGreen(), share),
        channel(colour.getBlue(), other.getBlue(), share));
  }

  private static int channel(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }
}
