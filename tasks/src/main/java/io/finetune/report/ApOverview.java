package io.finetune.report;

import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import io.finetune.coco.Metric;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The AP of every category as a bar, best first; those that are not defined come last, as n/a. */
final class ApOverview {

  private static final int WIDTH = 900;
  private static final int MARGIN = 24;
  private static final int HEADING = 62;
  private static final int ROW = 22;
  private static final int FOOT = 34;
  private static final int GAP = 12;
  private static final int LONGEST_NAME = 220;
  private static final int VALUE = 40;
  private static final int OBJECTS = 110;

  private static final Color INK = new Color(0x202124);
  private static final Color FAINT = new Color(0x6B7075);
  private static final Color GRID = new Color(0xE4E4E4);
  static final Color BAR = new Color(0x2F6FB7);
  private static final Color MEAN_LINE = new Color(0xE36209);

  private final CocoScores scores;
  private final List<CategoryScores> categories;
  private final Graphics2D graphics;
  private final BufferedImage page;
  private final int left;
  private final int right;

  private ApOverview(CocoScores scores) {
    this.scores = scores;
    categories =
        scores.perCategory().stream()
            .sorted(
                Comparator.comparingDouble((CategoryScores c) -> -c.ap().orElse(-1))
                    .thenComparing(CategoryScores::name))
            .toList();
    page =
        new BufferedImage(
            WIDTH, HEADING + ROW * categories.size() + FOOT, BufferedImage.TYPE_INT_RGB);
    graphics = Lettering.smooth(page.createGraphics());
    graphics.setFont(Lettering.font(13, Font.PLAIN));
    FontMetrics metrics = graphics.getFontMetrics();
    int names =
        categories.stream().mapToInt(line -> metrics.stringWidth(line.name())).max().orElse(0);
    left = MARGIN + Math.min(LONGEST_NAME, names) + GAP;
    right = WIDTH - MARGIN - OBJECTS - VALUE - 2 * GAP;
  }

  static BufferedImage draw(CocoScores scores) {
    ApOverview overview = new ApOverview(scores);
    overview.ground();
    for (int i = 0; i < overview.categories.size(); i++) {
      overview.row(overview.categories.get(i), HEADING + i * ROW);
    }
    overview.mean();
    overview.graphics.dispose();
    return overview.page;
  }

  private void ground() {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    graphics.setColor(INK);
    graphics.setFont(Lettering.font(17, Font.BOLD));
    String kind =
        switch (scores.settings().iouType()) {
          case BBOX -> "Boxes";
          case SEGM -> "Masks";
        };
    graphics.drawString(
        String.format(
            Locale.ROOT,
            "%s: AP %s over %d images, %d objects",
            kind,
            EvaluationText.score(scores.metric(Metric.AP)),
            scores.images(),
            scores.objects()),
        MARGIN,
        36);
    graphics.setFont(Lettering.font(12, Font.PLAIN));
    int bottom = HEADING + ROW * categories.size();
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      int x = x(tenth / 10.0);
      graphics.setColor(GRID);
      graphics.drawLine(x, HEADING - 4, x, bottom + 4);
      graphics.setColor(FAINT);
      String text = String.format(Locale.ROOT, "%.1f", tenth / 10.0);
      graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, bottom + 20);
    }
    graphics.setFont(Lettering.font(13, Font.PLAIN));
  }

  private void row(CategoryScores line, int top) {
    FontMetrics metrics = graphics.getFontMetrics();
    int baseline = top + (ROW + metrics.getAscent() - metrics.getDescent()) / 2;
    String name = Lettering.fit(line.name(), metrics, LONGEST_NAME);
    graphics.setColor(INK);
    graphics.drawString(name, left - GAP - metrics.stringWidth(name), baseline);
    line.ap().ifPresent(ap -> bar(ap, top));
    String value = EvaluationText.score(line.ap());
    graphics.setColor(line.ap().isPresent() ? INK : FAINT);
    graphics.drawString(value, right + GAP + VALUE - metrics.stringWidth(value), baseline);
    graphics.setColor(FAINT);
    String objects = line.objects() + (line.objects() == 1 ? " object" : " objects");
    graphics.drawString(objects, WIDTH - MARGIN - metrics.stringWidth(objects), baseline);
  }

  private void bar(double ap, int top) {
    graphics.setColor(BAR);
    graphics.fillRect(left, top + 4, x(ap) - left, ROW - 8);
  }

  /** A line at the mean, which is the summary's AP. */
  private void mean() {
    scores
        .metric(Metric.AP)
        .ifPresent(
            ap -> {
              graphics.setColor(MEAN_LINE);
              int x = x(ap);
              graphics.fillRect(x - 1, HEADING - 4, 2, ROW * categories.size() + 8);
              graphics.setFont(Lettering.font(12, Font.PLAIN));
              graphics.drawString(
                  "mean", x - graphics.getFontMetrics().stringWidth("mean") / 2, HEADING - 8);
            });
  }

  private int x(double ap) {
    return left + (int) Math.round(ap * (right - left));
  }
}
