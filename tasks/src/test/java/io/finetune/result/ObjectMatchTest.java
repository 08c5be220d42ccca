package io.finetune.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.region.Box;
import io.finetune.result.ObjectMatch.Confusion;
import io.finetune.result.ObjectMatch.Mistake;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectMatchTest {

  @Test
  void oneRightOneOfAnotherClassOneMadeUpOneMissed() {
    ObjectMatch match =
        ObjectMatch.of(
            List.of(truth(0, 0, false), truth(1, 100, false), truth(2, 200, false)),
            List.of(
                found(0, 0.9, 2.0), // IoU 8 / 12 with the first
                found(2, 0.8, 100), // on the second, which is of class 1
                found(1, 0.7, 300), // on nothing
                found(2, 0.4, 200))); // right, but not sure
    assertEquals(3, match.objects());
    assertEquals(3, match.found());
    assertEquals(1, match.correct());
    assertEquals(8.0 / 12 / (1 + (2 + 2) / 2.0), match.quality(), 1e-12);
    assertEquals(
        List.of(
            new Confusion(0, 0),
            new Confusion(1, 2),
            new Confusion(ObjectMatch.NOTHING, 1),
            new Confusion(2, ObjectMatch.NOTHING)),
        match.confusions());
    assertEquals(Optional.of(new Mistake(2, 0.8, 1)), match.worst());
  }

  @Test
  void anObjectIsFoundOnce() {
    ObjectMatch match =
        ObjectMatch.of(List.of(truth(0, 0, false)), List.of(found(0, 0.9, 0), found(0, 0.8, 0)));
    assertEquals(1, match.correct());
    assertEquals(2, match.found());
    assertEquals(Optional.of(new Mistake(0, 0.8, ObjectMatch.NOTHING)), match.worst());
  }

  @Test
  void whatLiesOnACrowdDoesNotCount() {
    ObjectMatch match = ObjectMatch.of(List.of(truth(0, 0, true)), List.of(found(1, 0.9, 0)));
    assertEquals(0, match.objects());
    assertEquals(0, match.found());
    assertTrue(match.confusions().isEmpty());
    assertEquals(1, match.quality());
  }

  @Test
  void anEmptyImageIsPerfectUntilSomethingIsMadeUp() {
    assertEquals(1, ObjectMatch.of(List.of(), List.of()).quality());
    assertEquals(0, ObjectMatch.of(List.of(), List.of(found(0, 0.6, 0))).quality());
  }

  private static Truth truth(int label, double x, boolean crowd) {
    return new Truth(label + 1, label, new Box(x, 0, 10, 10), 100, crowd, Optional.empty());
  }

  private static Detection found(int label, double score, double x) {
    return new Detection(label, score, new Box(x, 0, 10, 10), Optional.empty());
  }
}
