package io.finetune.report;

import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A mask at the size of the picture it is drawn on: a translucent fill with a solid contour.
 *
 * @param image the part of the picture that holds the object
 * @param left where this part stands
 * @param top where this part stands
 */
record MaskLayer(BufferedImage image, int left, int top) {

  private static final double FILL = 0.42;

  /** Whether a pixel belongs to the object: at least half of it is covered. */
  private static final int HALF = 128;

  /** How wide the contour is, pixels. */
  private static final int CONTOUR = 2;

  /**
   * Draws a mask.
   *
   * @param scaleX columns of the picture per column of the mask
   * @param scaleY rows of the picture per row of the mask
   */
  static MaskLayer of(Rle mask, Color colour, double scaleX, double scaleY) {
    Box around = mask.box();
    // A pixel of margin on each side, so that the contour never lies on the edge of the layer.
    int left = (int) Math.floor(around.x() * scaleX) - 1;
    int top = (int) Math.floor(around.y() * scaleY) - 1;
    int width = (int) Math.ceil(around.x2() * scaleX) + 1 - left;
    int height = (int) Math.ceil(around.y2() * scaleY) + 1 - top;
    BufferedImage layer = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    if (around.area() > 0) {
      Graphics2D graphics = layer.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.translate(around.x() * scaleX - left, around.y() * scaleY - top);
      graphics.scale(scaleX, scaleY);
      graphics.drawImage(stencil(mask, around), 0, 0, null);
      graphics.dispose();
      paint(layer, colour);
    }
    return new MaskLayer(layer, left, top);
  }

  /** The object within its box, opaque where it is. */
  private static BufferedImage stencil(Rle mask, Box around) {
    byte[] pixels = mask.decode();
    int x0 = (int) around.x();
    int y0 = (int) around.y();
    BufferedImage stencil =
        new BufferedImage((int) around.width(), (int) around.height(), BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < stencil.getHeight(); y++) {
      for (int x = 0; x < stencil.getWidth(); x++) {
        if (pixels[(y0 + y) * mask.width() + x0 + x] != 0) {
          stencil.setRGB(x, y, 0xFF000000);
        }
      }
    }
    return stencil;
  }

  /** Turns coverage into colour. */
  private static void paint(BufferedImage layer, Color colour) {
    int rgb = colour.getRGB() & 0xFFFFFF;
    int width = layer.getWidth();
    int height = layer.getHeight();
    int[] coverage = layer.getRGB(0, 0, width, height, null, 0, width);
    int[] painted = new int[coverage.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int alpha = coverage[y * width + x] >>> 24;
        boolean contour =
            alpha >= HALF
                && (isOutside(coverage, width, height, x - CONTOUR, y)
                    || isOutside(coverage, width, height, x + CONTOUR, y)
                    || isOutside(coverage, width, height, x, y - CONTOUR)
                    || isOutside(coverage, width, height, x, y + CONTOUR));
        int opacity = contour ? 0xFF : (int) Math.round(FILL * alpha);
        painted[y * width + x] = opacity << 24 | rgb;
      }
    }
    layer.setRGB(0, 0, width, height, painted, 0, width);
  }

  private static boolean isOutside(int[] coverage, int width, int height, int x, int y) {
    boolean within = x >= 0 && y >= 0 && x < width && y < height;
    return !within || (coverage[y * width + x] >>> 24) < HALF;
  }
}
