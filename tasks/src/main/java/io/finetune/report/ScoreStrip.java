package io.finetune.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** A list of classes with their scores as bars, below a picture. */
public final class ScoreStrip {

  private static final Color GROUND = new Color(0x202124);
  private static final Color TRACK = new Color(0x3C4043);
  private static final Color BAR = new Color(0x2F6FB7);
  private static final Color INK = Color.WHITE;

  private ScoreStrip() {}

  /**
   * A class.
   *
   * @param name its name
   * @param score from 0 to 1
   */
  public record Line(String name, double score) {}

  /**
   * Puts a list below a picture.
   *
   * @param picture the picture, which stays as it is
   * @param lines the classes, from top to bottom
   * @return a higher picture of the same width
   * @throws io.finetune.FinetuneException if this JVM has no font to write with
   */
  public static BufferedImage below(BufferedImage picture, List<Line> lines) {
    Lettering.require();
    int width = picture.getWidth();
    int size = Lettering.sizeFor(picture);
    int row = 2 * size;
    int gap = Math.max(2, size / 5);
    int height = picture.getHeight() + lines.size() * row + gap;
    BufferedImage whole = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Lettering.smooth(whole.createGraphics());
    graphics.drawImage(picture, 0, 0, null);
    graphics.setColor(GROUND);
    graphics.fillRect(0, picture.getHeight(), width, height - picture.getHeight());
    graphics.setFont(Lettering.font(size, Font.BOLD));
    for (int i = 0; i < lines.size(); i++) {
      int top = picture.getHeight() + i * row + gap;
      draw(graphics, lines.get(i), top, width, row - gap, gap);
    }
    graphics.dispose();
    return whole;
  }

  private static void draw(
      Graphics2D graphics, Line line, int top, int width, int height, int gap) {
    int space = width - 2 * gap;
    graphics.setColor(TRACK);
    graphics.fillRect(gap, top, space, height);
    graphics.setColor(BAR);
    graphics.fillRect(gap, top, (int) Math.round(space * line.score()), height);
    FontMetrics metrics = graphics.getFontMetrics();
    int baseline = top + (height + metrics.getAscent() - metrics.getDescent()) / 2;
    String score = String.format(Locale.ROOT, "%.1f %%", 100 * line.score());
    int right = width - 3 * gap - metrics.stringWidth(score);
    graphics.setColor(INK);
    graphics.drawString(score, right, baseline);
    String name = Lettering.fit(line.name(), metrics, right - 5 * gap);
    graphics.drawString(name, 3 * gap, baseline);
  }
}
