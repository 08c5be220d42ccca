package io.finetune.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.region.Box;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassMatchingTest {

  @Test
  void namesAreMatchedWhateverTheirOrder() {
    ClassMatching matching =
        ClassMatching.of(List.of("cat", "dog", "owl"), List.of("owl", "cat", "dog"), "birds");
    assertEquals(2, matching.label(0));
    assertEquals(0, matching.label(1));
    assertEquals(1, matching.label(2));
    Instance owl = new Instance(7, 0, new Box(1, 2, 3, 4), 12, true, Optional.empty());
    Instances relabelled = matching.objects(new Instances(5, 10, 20, List.of(owl)));
    assertEquals(
        new Instances(
            5, 10, 20, List.of(new Instance(7, 2, owl.box(), 12, true, Optional.empty()))),
        relabelled);
  }

  private static String refusal(List<String> trained, List<String> given) {
    return assertThrows(DataException.class, () -> ClassMatching.of(trained, given, "birds"))
        .getMessage();
  }

  @Test
  void differencesAreNamedOnBothSides() {
    String message = refusal(List.of("cat", "dog"), List.of("dog", "owl"));
    assertTrue(message.contains("Missing in the dataset: cat."), message);
    assertTrue(message.contains("Unknown to the checkpoint: owl."), message);
    message = refusal(List.of("cat", "dog"), List.of("cat"));
    assertTrue(message.contains("Missing in the dataset: dog."), message);
    assertTrue(message.contains("Unknown to the checkpoint: none."), message);
  }

  @Test
  void manyDifferencesAreCounted() {
    List<String> many = IntStream.range(0, 30).mapToObj(i -> "class" + i).toList();
    String message = refusal(many, List.of("cat"));
    assertTrue(message.contains("class6, class7 and 22 more."), message);
  }

  /** ImageNet has two classes called crane and two called maillot. */
  @Test
  void namesOfTwoClassesMatchInTheSameOrderOnly() {
    List<String> twins = List.of("crane", "dog", "crane");
    assertEquals(2, ClassMatching.of(twins, twins, "birds").label(2));
    assertTrue(
        refusal(twins, List.of("crane", "crane", "dog")).contains("names that stand for several"));
  }
}
