package io.finetune.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  private static final double EPS = 1e-12;

  @Test
  void stepDecaysEveryThird() {
    Schedule schedule = new Schedule.Step(0.8, 3, 0.5);
    assertEquals(0.8, schedule.at(2), EPS);
    assertEquals(0.4, schedule.at(3), EPS);
    assertEquals(0.2, schedule.at(8), EPS);
  }

  @Test
  void multistepDecaysAtItsMilestones() {
    Schedule schedule = new Schedule.MultiStep(0.1, List.of(50L, 80L), 0.1);
    assertEquals(0.1, schedule.at(49), EPS);
    assertEquals(0.01, schedule.at(50), EPS);
    assertEquals(0.001, schedule.at(80), EPS);
    assertThrows(
        IllegalArgumentException.class, () -> new Schedule.MultiStep(1, List.of(5L, 5L), 0.1));
  }

  @Test
  void cosineIsHalfWayInTheMiddleAndStaysAtItsLeast() {
    Schedule schedule = new Schedule.Cosine(1, 10, 0.2);
    assertEquals(1, schedule.at(0), EPS);
    assertEquals(0.6, schedule.at(5), EPS);
    assertEquals(0.2, schedule.at(10), EPS);
    assertEquals(0.2, schedule.at(15), EPS);
  }

  @Test
  void polynomialIsAPowerOfTheRest() {
    Schedule schedule = new Schedule.Polynomial(2, 4, 2);
    assertEquals(2 * 0.5625, schedule.at(1), EPS);
    assertEquals(0, schedule.at(4), EPS);
  }

  @Test
  void oneCycleHasTorchsTurningPoints() {
    // OneCycleLR(max_lr=1, total_steps=10): up from 1/25 until step 2, then down until step 9.
    Schedule schedule = new Schedule.OneCycle(1, 10, 0.3, 25, 1e4);
    assertEquals(0.04, schedule.at(0), EPS);
    assertEquals(0.52, schedule.at(1), EPS);
    assertEquals(1, schedule.at(2), EPS);
    double least = 0.04 / 1e4;
    assertEquals(least + (1 - least) * (1 + Math.cos(Math.PI * 3 / 7)) / 2, schedule.at(5), EPS);
    assertEquals(least, schedule.at(9), EPS);
  }

  @Test
  void warmUpRisesLinearlyAndThenLeavesTheScheduleAlone() {
    Schedule schedule = new Schedule.WarmUp(new Schedule.Constant(2), 4, 0.2);
    assertEquals(0.4, schedule.at(0), EPS);
    assertEquals(0.8, schedule.at(1), EPS);
    assertEquals(2, schedule.at(4), EPS);
  }

  @Test
  void everyNameIsPositiveAndFiniteOverItsTraining() {
    ScheduleSettings settings = new ScheduleSettings(0.1, 100);
    for (Schedules.Entry entry : Schedules.all()) {
      Schedule schedule = entry.create(settings);
      for (long step = 0; step < 100; step++) {
        double rate = schedule.at(step);
        assertTrue(rate > 0 && rate <= 0.1 + EPS, entry.name() + " at " + step + ": " + rate);
      }
    }
    assertEquals(6, Schedules.all().size());
    assertThrows(FinetuneException.class, () -> Schedules.named("cosin"));
  }
}
