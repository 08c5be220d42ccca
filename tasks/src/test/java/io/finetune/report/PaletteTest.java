package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class PaletteTest {

  private static final int CLASSES = 80;

  @Test
  void eightyClassesHaveColoursThatAreApart() {
    for (int a = 0; a < CLASSES; a++) {
      for (int b = a + 1; b < CLASSES; b++) {
        int distance = distance(Palette.of(a), Palette.of(b));
        assertTrue(distance >= 24, a + " and " + b + " differ by " + distance);
      }
    }
  }

  @Test
  void neighboursDifferClearly() {
    for (int label = 0; label < CLASSES; label++) {
      assertTrue(distance(Palette.of(label), Palette.of(label + 1)) >= 100, "label " + label);
    }
  }

  /** The sum of what the channels differ by. */
  private static int distance(Color a, Color b) {
    return Math.abs(a.getRed() - b.getRed())
        + Math.abs(a.getGreen() - b.getGreen())
        + Math.abs(a.getBlue() - b.getBlue());
  }

  @Test
  void everyColourCarriesText() {
    for (int label = 0; label < CLASSES; label++) {
      Color ground = Palette.of(label);
      double a = Palette.luminance(ground);
      double b = Palette.luminance(Palette.textOn(ground));
      double contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      assertTrue(contrast >= 4.5, "label " + label + " has a contrast of " + contrast);
    }
  }

  @Test
  void luminanceIsThatOfTheStandard() {
    assertEquals(1, Palette.luminance(Color.WHITE), 1e-12);
    assertEquals(0, Palette.luminance(Color.BLACK), 1e-12);
    assertEquals(0.7152, Palette.luminance(Color.GREEN), 1e-12);
  }
}
