package io.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  @Test
  void aKnownNameIsFound() {
    List<Path> table = List.of(Path.of("sgd"), Path.of("adam"));
    assertEquals(table.get(1), Names.find("optimizer", "adam", table, Path::toString));
  }

  @Test
  void anUnknownNameGetsTheNearestAndAllValidOnes() {
    List<String> table = List.of("resnet18", "resnet50", "resnext50_32x4d");
    var error =
        assertThrows(
            FinetuneException.class,
            () -> Names.find("model", "restnet50", table, Function.identity()));
    assertEquals(
        "unknown model 'restnet50': did you mean 'resnet50'? Valid: resnet18, resnet50,"
            + " resnext50_32x4d",
        error.getMessage());
  }

  @Test
  void anEmptyTableSuggestsNothing() {
    assertEquals("unknown model 'x': Valid: ", Names.unknown("model", "x", List.of()).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "sgd, sgd, 0", "'', abc, 3", "abc, '', 3", "ab, ba, 2"})
  void distanceIsLevenshteins(String a, String b, int expected) {
    assertEquals(expected, Names.distance(a, b));
  }

  @Test
  void theNearestFolderIsTheInnermostThatExists(@TempDir Path folder) {
    assertEquals(folder, Folders.nearest(folder.resolve("a/b/c")));
  }
}
