package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import io.finetune.region.Box;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where curves run, and what the overview's bars measure, for scores that are known. */
class PrecisionRecallPlotTest {

  private static final Box HERE = new Box(0, 0, 10, 10);
  private static final Box THERE = new Box(50, 50, 10, 10);

  /**
   * Categories whose precision at every recall is 1, 0.5 (a wrong detection comes first), 0 (a
   * wrong one alone), and not defined.
   */
  private static CocoScores scores() {
    Categories categories = Categories.ofNames(List.of("perfect", "half", "none", "absent"));
    CocoEvaluator evaluator = new CocoEvaluator(CocoSettings.of(IouType.BBOX), categories);
    List<Truth> truth =
        IntStream.range(0, 3)
            .mapToObj(label -> new Truth(label + 1, label, HERE, 100, false, Optional.empty()))
            .toList();
    List<Detection> found =
        List.of(
            new Detection(0, 0.9, HERE, Optional.empty()),
            new Detection(1, 0.9, THERE, Optional.empty()),
            new Detection(1, 0.8, HERE, Optional.empty()),
            new Detection(2, 0.9, THERE, Optional.empty()));
    evaluator.add(1, truth, found);
    return evaluator.scores();
  }

  @Test
  void curvesRunAtTheirPrecision() {
    CocoScores scores = scores();
    int top = row(PrecisionRecallPlot.draw(scores, 0));
    int middle = row(PrecisionRecallPlot.draw(scores, 1));
    int bottom = row(PrecisionRecallPlot.draw(scores, 2));
    assertTrue(bottom - top > 300, top + " to " + bottom);
    assertEquals((top + bottom) / 2.0, middle, 1.5);
  }

  /** The middle row of the longest level line in the colour of the mean. */
  private static int row(BufferedImage plot) {
    int longest = longestRow(plot);
    assertTrue(count(plot, longest) > 500, count(plot, longest) + " pixels");
    return longest;
  }

  private static int longestRow(BufferedImage plot) {
    return IntStream.range(0, plot.getHeight())
        .boxed()
        .max((a, b) -> Integer.compare(count(plot, a), count(plot, b)))
        .orElseThrow();
  }

  private static int count(BufferedImage plot, int row) {
    int mean = PrecisionRecallPlot.MEAN.getRGB();
    return (int)
        IntStream.range(0, plot.getWidth()).filter(x -> plot.getRGB(x, row) == mean).count();
  }

  @Test
  void whatIsNotDefinedHasNoCurve() {
    BufferedImage plot = PrecisionRecallPlot.draw(scores(), 3);
    assertTrue(count(plot, longestRow(plot)) < 200);
  }

  @Test
  void barsAreAsLongAsTheirAp() {
    BufferedImage overview = ApOverview.draw(scores());
    int bar = ApOverview.BAR.getRGB();
    List<Long> lengths =
        IntStream.range(0, 4)
            .map(row -> 62 + 22 * row + 11)
            .mapToObj(
                y ->
                    IntStream.range(0, overview.getWidth())
                        .filter(x -> overview.getRGB(x, y) == bar)
                        .count())
            .toList();
    long whole = lengths.get(0);
    assertTrue(whole > 500, "perfect: " + whole);
    // The line of the mean, at 0.5 and two pixels wide, crosses the first and touches the second.
    assertEquals((whole + 2) / 2.0, lengths.get(1), 2);
    assertEquals(List.of(0L, 0L), lengths.subList(2, 4));
  }
}
