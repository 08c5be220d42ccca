package io.finetune.box;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {

  @Test
  void bestFirstEqualAsTheyCameNanBeforeAll() {
    float[] scores = {
      0f, -1f, Float.NaN, 3f, -0f, Float.NEGATIVE_INFINITY, 3f, Float.POSITIVE_INFINITY, -2f, 1e-40f
    };
    int[] expected = {2, 7, 3, 6, 9, 0, 4, 1, 8, 5};
    assertArrayEquals(expected, Ranking.descending(scores));
    for (int limit = 1; limit < 12; limit++) {
      assertArrayEquals(
          Arrays.copyOf(expected, Math.min(limit, 10)), Ranking.top(scores, limit), "" + limit);
    }
  }

  @Test
  void theTopIsTheHeadOfTheWholeRanking() {
    SplittableRandom random = new SplittableRandom(2);
    for (int round = 0; round < 20; round++) {
      int count = 1 + random.nextInt(3000);
      float[] scores = new float[count];
      for (int i = 0; i < count; i++) {
        scores[i] = random.nextInt(200) - 100; // many ties
      }
      if (round % 4 == 0) {
        Arrays.sort(scores); // every next one is better: the worst case
      }
      int[] whole =
          IntStream.range(0, count)
              .boxed()
              .sorted((a, b) -> Float.compare(scores[b], scores[a]))
              .mapToInt(Integer::intValue)
              .toArray();
      int limit = 1 + random.nextInt(count);
      assertArrayEquals(Arrays.copyOf(whole, limit), Ranking.top(scores, limit));
    }
    assertEquals(0, Ranking.top(new float[0], 5).length);
  }
}
