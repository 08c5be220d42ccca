package io.finetune.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.page.Spread.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void meanAndDeviationOfTheSample() {
    Spread spread = Spread.of(List.of(2.0, 4.0, 9.0));
    assertEquals(5, spread.mean());
    assertEquals(Math.sqrt((9 + 1 + 16) / 2.0), spread.deviation().orElseThrow(), 1e-12);
  }

  @Test
  void oneSeedHasNoDeviationAndNoInterval() {
    Spread one = Spread.of(List.of(0.5));
    assertTrue(one.deviation().isEmpty());
    assertTrue(one.minus(Spread.of(List.of(0.4, 0.5))).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }

  @Test
  void equalDeviationsHaveStudentsInterval() {
    // Two and two seeds, each deviation 0.0141421: two degrees of freedom, t = 4.30265.
    Difference difference =
        Spread.of(List.of(0.74, 0.76)).minus(Spread.of(List.of(0.70, 0.72))).orElseThrow();
    assertEquals(0.04, difference.of(), 1e-12);
    assertEquals(4.302652730 * Math.sqrt(0.0002), difference.margin(), 1e-8);
    assertFalse(difference.isClear());
  }

  @Test
  void unequalDeviationsHaveWelchsDegreesOfFreedom() {
    // Variances of the means: 1/3 and 4/4 (deviations 1 and 2 of 3 and 4 seeds), so the degrees
    // are (4/3)^2 / ((1/3)^2 / 2 + 1 / 3) = 4.571429, for which t = 2.644... lies between the
    // tables' 2.776 (4) and 2.571 (5).
    Spread three = Spread.of(List.of(9.0, 10.0, 11.0));
    double a = 2 * Math.sqrt(3.0 / 4); // four values x +- a have variance 4
    Spread four = Spread.of(List.of(a, a, -a, -a));
    Difference difference = three.minus(four).orElseThrow();
    assertEquals(10, difference.of(), 1e-12);
    double quantile = difference.margin() / Math.sqrt(4.0 / 3);
    assertTrue(quantile > 2.571 && quantile < 2.776, "t is " + quantile);
    assertTrue(difference.isClear());
  }
}
