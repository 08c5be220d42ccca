package io.finetune.report;

import io.finetune.region.Box;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Draws marks on one picture: first all masks, then all boxes, then all labels. Where objects
 * crowd, a label that finds no free place is left out if its class is written elsewhere: its colour
 * tells.
 */
final class MarkPainter {

  private static final int HALO_OPACITY = 110;
  private static final int PADDING = 3;

  private final BufferedImage canvas;
  private final double scaleX;
  private final double scaleY;
  private final int line;
  private final Font font;

  /**
   * Creates a painter.
   *
   * @param canvas where to draw
   * @param height rows of the image that the marks were measured on
   * @param width its columns
   */
  MarkPainter(BufferedImage canvas, int height, int width) {
    this.canvas = canvas;
    scaleX = (double) canvas.getWidth() / width;
    scaleY = (double) canvas.getHeight() / height;
    int side = Math.min(canvas.getWidth(), canvas.getHeight());
    line = Math.max(2, Math.round(side / 250f));
    font = Lettering.font(Lettering.sizeFor(canvas), Font.BOLD);
  }

  /**
   * Draws.
   *
   * @param marks from the lowest to the topmost
   */
  void paint(List<Mark> marks) {
    Graphics2D graphics = Lettering.smooth(canvas.createGraphics());
    for (Mark mark : marks) {
      mark.mask()
          .map(mask -> MaskLayer.of(mask, Palette.of(mark.label()), scaleX, scaleY))
          .ifPresent(layer -> graphics.drawImage(layer.image(), layer.left(), layer.top(), null));
    }
    for (Mark mark : marks) {
      box(graphics, mark);
    }
    graphics.setFont(font);
    List<Rectangle> taken = new ArrayList<>();
    Set<Integer> written = new HashSet<>();
    // The topmost label chooses its place first.
    for (int i = marks.size() - 1; i >= 0; i--) {
      Mark mark = marks.get(i);
      label(graphics, mark, taken, !written.contains(mark.label()));
      written.add(mark.label());
    }
    graphics.dispose();
  }

  private void box(Graphics2D graphics, Mark mark) {
    Rectangle2D shape = scaled(mark.box());
    Color colour = Palette.of(mark.label());
    graphics.setStroke(stroke(line + 2, mark.dashed()));
    graphics.setColor(halo(colour));
    graphics.draw(shape);
    graphics.setStroke(stroke(line, mark.dashed()));
    graphics.setColor(colour);
    graphics.draw(shape);
  }

  /**
   * Around a line: dark around light ones and light around dark, so that it stands out anywhere.
   */
  private static Color halo(Color line) {
    Color contrast = Palette.textOn(line);
    return new Color(contrast.getRed(), contrast.getGreen(), contrast.getBlue(), HALO_OPACITY);
  }

  private BasicStroke stroke(float width, boolean dashed) {
    float[] dashes = dashed ? new float[] {4 * line, 3 * line} : null;
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0);
  }

  /**
   * The box on the canvas: on whole pixels, so that lines are crisp, and inside, so that those on
   * the image's edge are whole.
   */
  private Rectangle2D scaled(Box box) {
    double half = line / 2.0;
    double left = snapped(Math.max(half, box.x() * scaleX));
    double top = snapped(Math.max(half, box.y() * scaleY));
    double right = snapped(Math.min(canvas.getWidth() - half, box.x2() * scaleX));
    double bottom = snapped(Math.min(canvas.getHeight() - half, box.y2() * scaleY));
    return new Rectangle2D.Double(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  /** The nearest place at which a line covers whole pixels. */
  private double snapped(double place) {
    return line % 2 == 0 ? Math.round(place) : Math.floor(place) + 0.5;
  }

  private void label(Graphics2D graphics, Mark mark, List<Rectangle> taken, boolean needed) {
    FontMetrics metrics = graphics.getFontMetrics();
    String text = Lettering.fit(mark.text(), metrics, canvas.getWidth() - 2 * PADDING);
    int width = Math.min(canvas.getWidth(), metrics.stringWidth(text) + 2 * PADDING);
    int height = metrics.getAscent() + metrics.getDescent();
    List<Rectangle> places = places(scaled(mark.box()), width, height);
    Optional<Rectangle> free =
        places.stream().filter(spot -> taken.stream().noneMatch(spot::intersects)).findFirst();
    if (free.isEmpty() && !needed) {
      return;
    }
    Rectangle place = free.orElse(places.get(0));
    taken.add(place);
    Color ground = Palette.of(mark.label());
    graphics.setColor(ground);
    graphics.fillRect(place.x, place.y, place.width, place.height);
    graphics.setColor(Palette.textOn(ground));
    graphics.drawString(text, place.x + PADDING, place.y + metrics.getAscent());
  }

  /**
   * Where a label may stand: above the box, inside, below it, or beside. Never empty, and always on
   * the canvas.
   */
  private List<Rectangle> places(Rectangle2D box, int width, int height) {
    int left = (int) Math.round(box.getX() - line / 2.0);
    int right = (int) Math.round(box.getMaxX() + line / 2.0) - width;
    int top = (int) Math.round(box.getY() - line / 2.0);
    int above = top - height;
    int below = (int) Math.round(box.getMaxY() + line / 2.0);
    int[][] corners = {
      {left, above},
      {right, above},
      {left, top},
      {right, top},
      {left, below},
      {right, below},
      {right + width, top},
      {left - width, top},
      {left, below - height},
      {right, below - height}
    };
    List<Rectangle> places = new ArrayList<>();
    for (int[] corner : corners) {
      if (corner[1] >= 0 && corner[1] + height <= canvas.getHeight()) {
        places.add(new Rectangle(within(corner[0], width), corner[1], width, height));
      }
    }
    if (places.isEmpty()) { // a canvas no higher than a line of text
      places.add(new Rectangle(within(left, width), 0, width, height));
    }
    return places;
  }

  private int within(int left, int width) {
    return Math.max(0, Math.min(canvas.getWidth() - width, left));
  }
}
