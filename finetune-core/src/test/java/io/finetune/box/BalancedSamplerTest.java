package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.box.BalancedSampler.Chosen;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedSamplerTest {

  /** Of every ten: two matched, one ignored, seven background. */
  private static int[] matches(int count) {
    return IntStream.range(0, count)
        .map(i -> i % 10 < 2 ? i % 3 : i % 10 == 2 ? Matcher.IGNORED : Matcher.BACKGROUND)
        .toArray();
  }

  @Test
  void drawsAtMostTheShareAndFillsUpWithBackground() {
    int[] matches = matches(1000);
    Chosen chosen = new BalancedSampler(256, 0.5).choose(matches, 1);
    assertEquals(128, chosen.positives().length);
    assertEquals(128, chosen.negatives().length);
    Chosen few = new BalancedSampler(512, 0.75).choose(matches, 1);
    assertEquals(200, few.positives().length);
    assertEquals(312, few.negatives().length);
    Chosen all = new BalancedSampler(1_000_000, 0.5).choose(matches, 1);
    assertEquals(200, all.positives().length);
    assertEquals(700, all.negatives().length);
    Chosen none = new BalancedSampler(64, 0.5).choose(new int[] {-2, -2}, 1);
    assertEquals(0, none.all().length);
  }

  @Test
  void everyIndexIsOfItsKindOnceAndAscending() {
    int[] matches = matches(1000);
    for (long seed = 0; seed < 20; seed++) {
      Chosen chosen = new BalancedSampler(100, 0.25).choose(matches, seed);
      assertTrue(Arrays.stream(chosen.positives()).allMatch(i -> matches[i] >= 0));
      assertTrue(Arrays.stream(chosen.negatives()).allMatch(i -> matches[i] == Matcher.BACKGROUND));
      for (int[] indices : new int[][] {chosen.positives(), chosen.negatives(), chosen.all()}) {
        assertArrayEquals(Arrays.stream(indices).sorted().distinct().toArray(), indices);
      }
      assertEquals(100, chosen.all().length);
    }
  }

  @Test
  void sameSeedSameDraw() {
    int[] matches = matches(1000);
    BalancedSampler sampler = new BalancedSampler(64, 0.5);
    assertArrayEquals(sampler.choose(matches, 9).all(), sampler.choose(matches, 9).all());
    assertFalse(Arrays.equals(sampler.choose(matches, 9).all(), sampler.choose(matches, 10).all()));
  }

  @Test
  void everyCandidateIsDrawnEquallyOften() {
    int[] matches = new int[20];
    Arrays.fill(matches, Matcher.BACKGROUND);
    BalancedSampler sampler = new BalancedSampler(5, 0.5);
    int draws = 20_000;
    int[] drawn = new int[20];
    int[] together = new int[20];
    for (long seed = 0; seed < draws; seed++) {
      int[] negatives = sampler.choose(matches, seed).negatives();
      Arrays.stream(negatives).forEach(i -> drawn[i]++);
      if (Arrays.binarySearch(negatives, 0) >= 0) {
        Arrays.stream(negatives).forEach(i -> together[i]++);
      }
    }
    // Five standard deviations of a binomial count: sqrt(20000 * 1/4 * 3/4) = 61, and of pairs
    // sqrt(20000 * 5/20 * 4/19) = 32.
    for (int i = 0; i < 20; i++) {
      assertEquals(draws / 4.0, drawn[i], 5 * 61, "candidate " + i);
      assertTrue(i == 0 || Math.abs(together[i] - draws * 5 / 20.0 * 4 / 19.0) < 5 * 32);
    }
  }

  @Test
  void saysWhatIsWrong() {
    assertThrows(IllegalArgumentException.class, () -> new BalancedSampler(0, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new BalancedSampler(1, Double.NaN));
  }
}
