package io.finetune.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreBinsTest {

  private record Score(float value, boolean isRight) {}

  @Test
  void binsAscendWithScoresAndAreNarrow() {
    int before = -1;
    for (int i = 0; i <= 100_000; i++) {
      int bin = ScoreBins.bin(i / 100_000f);
      assertTrue(bin >= before, "score " + i / 100_000f);
      before = bin;
    }
    assertEquals(0, ScoreBins.bin(0));
    assertEquals(0, ScoreBins.bin(Float.NaN));
    assertTrue(ScoreBins.bin(0.999f) < ScoreBins.bin(0.9995f));
    assertTrue(ScoreBins.bin(0.001f) < ScoreBins.bin(0.0011f));
  }

  @Test
  void fourScoresByHand() {
    ScoreBins bins = new ScoreBins();
    bins.add(0.9f, true);
    bins.add(0.8f, false);
    bins.add(0.7f, true);
    bins.add(0.1f, false);
    // Precision is 1 up to recall 1/2, then 2/3 up to recall 1.
    double[] expected = new double[ScoreBins.RECALLS];
    Arrays.fill(expected, 0, 51, 1);
    Arrays.fill(expected, 51, ScoreBins.RECALLS, 2 / 3.0);
    assertArrayEquals(expected, bins.precision(), 1e-12);
  }

  @Test
  void nothingToFindHasNoCurve() {
    ScoreBins bins = new ScoreBins();
    bins.add(0.9f, false);
    assertFalse(bins.isDefined());
    assertEquals(0, bins.precision().length);
  }

  @Test
  void agreesWithSortedScores() {
    Random random = new Random(7);
    List<Score> scores =
        IntStream.range(0, 5000)
            .mapToObj(i -> random.nextInt(5) == 0)
            .map(
                isRight -> {
                  double logit = 2 * random.nextGaussian() + (isRight ? 1.5 : -1.5);
                  return new Score((float) (1 / (1 + Math.exp(-logit))), isRight);
                })
            .toList();
    ScoreBins bins = new ScoreBins();
    scores.forEach(score -> bins.add(score.value(), score.isRight()));
    double[] exact = exact(scores);
    double[] binned = bins.precision();
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], binned[i], 0.04, "recall " + i / 100.0);
    }
    assertEquals(ScoreBins.mean(exact), ScoreBins.mean(binned), 0.001);
  }

  /** The same without bins: the highest precision at each recall or beyond. */
  private static double[] exact(List<Score> scores) {
    List<Score> sorted =
        scores.stream().sorted(Comparator.comparingDouble((Score s) -> -s.value())).toList();
    long all = scores.stream().filter(Score::isRight).count();
    double[] precision = new double[ScoreBins.RECALLS];
    long found = 0;
    for (int i = 0; i < sorted.size(); i++) {
      found += sorted.get(i).isRight() ? 1 : 0;
      double recall = (double) found / all;
      for (int r = 0; r < precision.length; r++) {
        if (recall >= r / 100.0) {
          precision[r] = Math.max(precision[r], found / (i + 1.0));
        }
      }
    }
    return precision;
  }
}
