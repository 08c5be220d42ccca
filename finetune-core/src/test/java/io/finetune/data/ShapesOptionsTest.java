package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesOptionsTest {

  @Test
  void thePlainNameIsTheDefault() {
    assertEquals(new ShapesOptions(2000, 200, 256, 6, 0, 0), ShapesOptions.parse("shapes"));
  }

  @Test
  void everyKeyIsRead() {
    assertEquals(
        new ShapesOptions(500, 70, 128, 9, 0.25, -3),
        ShapesOptions.parse("shapes:seed=-3,images=500,size=128,objects=9,empty=0.25,test=70"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shapes",
        "shapes:seed=9",
        "shapes:images=5,test=6,size=64,objects=7,empty=0.1,seed=-8"
      })
  void theNameSaysTheOptions(String name) {
    assertEquals(name, ShapesOptions.parse(name).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shapes:sise=3        | unknown option of dataset shapes 'sise': did you mean 'size'?",
        "shapes:size=31       | size is a whole number from 32 to 1024, not 31",
        "shapes:objects=100   | objects is a whole number from 1 to 99, not 100",
        "shapes:images=0      | images is a whole number of at least 1, not 0",
        "shapes:test=-1       | test is a whole number of at least 1, not -1",
        "shapes:empty=1.5     | empty is a share from 0 to 1, not 1.5",
        "shapes:empty=NaN     | empty is a share from 0 to 1, not NaN",
        "shapes:size=big      | a value is no number (For input string: \"big\")",
        "shapes:size=8,size=9 | size is given twice",
        "shapes:size          | 'size' is no key=value",
        "shapes:              | '' is no key=value",
        "shape                | it does not begin with shapes:"
      })
  void aBadNameIsExplained(String name, String reason) {
    String message =
        assertThrows(FinetuneException.class, () -> ShapesOptions.parse(name)).getMessage();
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("images, test, size, objects, empty, seed"), message);
  }
}
