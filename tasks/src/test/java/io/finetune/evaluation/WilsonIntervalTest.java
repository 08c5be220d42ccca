package io.finetune.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTest {

  /** The closed form, evaluated in Python. */
  @ParameterizedTest
  @CsvSource({
    "8, 10, 0.4901624715366418, 0.9433178485456248",
    "50, 100, 0.4038315303659956, 0.5961684696340044",
    "0, 20, 0, 0.16112515805281938",
    "20, 20, 0.8388748419471806, 1"
  })
  void itIsTheClosedForm(int hits, int trials, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(hits, trials);
    assertEquals(low, interval.low(), 1e-12);
    assertEquals(high, interval.high(), 1e-12);
  }

  /** The ends are the shares from which the observed one is as far as 95 % of draws go. */
  @Test
  void itsEndsAreWhereTheScoreTestTurns() {
    WilsonInterval interval = WilsonInterval.of(313, 400);
    for (double end : new double[] {interval.low(), interval.high()}) {
      double z = Math.abs(313 / 400.0 - end) / Math.sqrt(end * (1 - end) / 400);
      assertEquals(1.959963984540054, z, 1e-9);
    }
    assertTrue(interval.low() < 313 / 400.0 && interval.high() > 313 / 400.0);
  }

  @Test
  void sharesOfNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> WilsonInterval.of(0, 0));
    assertThrows(IllegalArgumentException.class, () -> WilsonInterval.of(3, 2));
    assertThrows(IllegalArgumentException.class, () -> WilsonInterval.of(-1, 2));
  }
}
