package io.finetune.report;

import io.finetune.FinetuneException;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Text on pictures. */
public final class Lettering {

  /** What is put where text had to be cut. */
  private static final String CUT = "\u2026";

  private Lettering() {}

  /**
   * Requires that this JVM can draw text: a server's JRE often comes without any font, and then
   * fails deep inside AWT with an error of its internals.
   *
   * @throws FinetuneException if it cannot
   */
  public static void require() {
    try {
      Graphics2D probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      Font font = font(12, Font.PLAIN);
      int width = probe.getFontMetrics(font).stringWidth("Aa");
      probe.dispose();
      if (width <= 0 || !font.canDisplay('A')) {
        throw noFonts(null);
      }
    } catch (InternalError | LinkageError | NullPointerException e) {
      // InternalError and NullPointerException are how the JDK's own font code fails without a
      // font; LinkageError where libfontconfig or libfreetype is absent.
      throw noFonts(e);
    }
  }

  private static FinetuneException noFonts(Throwable cause) {
    return new FinetuneException(
        "this Java finds no font to write on pictures with: install fontconfig and a font (Debian:"
            + " apt-get install fontconfig fonts-dejavu-core), or leave the picture out",
        cause);
  }

  /**
   * Returns a font for pictures.
   *
   * @param size points
   * @param style as in {@link Font}
   */
  public static Font font(int size, int style) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /**
   * Makes edges and letters smooth.
   *
   * @param graphics what draws
   * @return the same
   */
  public static Graphics2D smooth(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return graphics;
  }

  /**
   * Shortens text to a width.
   *
   * @param width pixels there are
   * @return the text, cut at its end and marked so where it is too long
   */
  static String fit(String text, FontMetrics metrics, int width) {
    if (metrics.stringWidth(text) <= width) {
      return text;
    }
    int length = text.length();
    while (length > 0 && metrics.stringWidth(text.substring(0, length) + CUT) > width) {
      length = text.offsetByCodePoints(length, -1);
    }
    return text.substring(0, length) + CUT;
  }
}
