package io.finetune.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A page of pictures in a grid, each centred in a cell with a caption below, under one or more
 * headings. Cells are squares as large as the largest picture.
 */
public final class ContactSheet {

  private static final int GAP = 14;
  private static final int CAPTION = 22;
  private static final int HEADING = 44;
  private static final int MOST_COLUMNS = 6;

  /** So that a caption has room below the smallest pictures. */
  private static final int SMALLEST_CELL = 120;

  private static final Color PAGE = Color.WHITE;
  private static final Color CELL = new Color(0xF1F3F4);
  private static final Color INK = new Color(0x202124);

  private final List<Section> sections;
  private final int cell;
  private final int columns;

  /**
   * Pictures under a heading.
   *
   * @param heading one line, cut where it is too long
   * @param pictures in reading order
   */
  public record Section(String heading, List<Picture> pictures) {
    /** Copies the list. */
    public Section {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * A picture and what stands below it.
   *
   * @param image the picture at the size it is shown
   * @param caption one line, cut where it is too long
   */
  public record Picture(BufferedImage image, String caption) {}

  /**
   * Lays out a page.
   *
   * @param sections the groups of pictures, from top to bottom
   * @throws io.finetune.FinetuneException if this JVM has no font to write with
   */
  public ContactSheet(List<Section> sections) {
    Lettering.require();
    this.sections = List.copyOf(sections);
    cell =
        sections.stream()
            .flatMap(section -> section.pictures().stream())
            .map(Picture::image)
            .mapToInt(image -> Math.max(image.getWidth(), image.getHeight()))
            .reduce(SMALLEST_CELL, Math::max);
    int most = sections.stream().mapToInt(section -> section.pictures().size()).max().orElse(1);
    // The largest section becomes a little wider than high.
    int wide = (int) Math.ceil(Math.sqrt(1.2 * most));
    columns = Math.max(1, Math.min(Math.min(MOST_COLUMNS, most), wide));
  }

  /** Draws the page. */
  public BufferedImage draw() {
    int height = GAP;
    for (Section section : sections) {
      height += height(section);
    }
    int width = GAP + columns * (cell + GAP);
    BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Lettering.smooth(page.createGraphics());
    graphics.setColor(PAGE);
    graphics.fillRect(0, 0, width, height);
    int top = GAP;
    for (Section section : sections) {
      draw(graphics, section, top);
      top += height(section);
    }
    graphics.dispose();
    return page;
  }

  private int height(Section section) {
    int rows = (section.pictures().size() + columns - 1) / columns;
    return HEADING + rows * (cell + CAPTION + GAP);
  }

  private void draw(Graphics2D graphics, Section section, int top) {
    graphics.setFont(Lettering.font(18, Font.BOLD));
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(INK);
    String heading = Lettering.fit(section.heading(), metrics, columns * (cell + GAP) - GAP);
    graphics.drawString(heading, GAP, top + metrics.getAscent() + 4);
    graphics.setFont(Lettering.font(13, Font.PLAIN));
    List<Picture> pictures = section.pictures();
    for (int i = 0; i < pictures.size(); i++) {
      int x = GAP + i % columns * (cell + GAP);
      int y = top + HEADING + i / columns * (cell + CAPTION + GAP);
      draw(graphics, pictures.get(i), x, y);
    }
  }

  private void draw(Graphics2D graphics, Picture picture, int x, int y) {
    BufferedImage image = picture.image();
    graphics.setColor(CELL);
    graphics.fillRect(x, y, cell, cell);
    graphics.drawImage(
        image, x + (cell - image.getWidth()) / 2, y + (cell - image.getHeight()) / 2, null);
    FontMetrics metrics = graphics.getFontMetrics();
    graphics.setColor(INK);
    String caption = Lettering.fit(picture.caption(), metrics, cell);
    graphics.drawString(caption, x, y + cell + metrics.getAscent() + 3);
  }
}
