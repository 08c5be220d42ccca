package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {

  @Test
  void textAndBackIsTheSame() {
    Preprocessing exact =
        new Preprocessing(
            Optional.of(new ResizeExact(512, 500)),
            448,
            440,
            List.of(0.1f, 1 / 3f, 0.5f),
            List.of(1f, 0.25f, 1e-7f));
    for (Preprocessing each :
        List.of(exact, Preprocessing.imagenet(256, 224), Preprocessing.cifar())) {
      assertEquals(each, Preprocessing.fromMap(each.toMap()));
    }
    assertEquals("shorter 256", Preprocessing.imagenet(256, 224).toMap().get("resize"));
  }

  @Test
  void pipelineIsResizeThenCentreCrop() {
    assertEquals(
        List.of(new Resize(256), new CenterCrop(224)),
        Preprocessing.imagenet(256, 224).pipeline().steps());
    assertEquals(List.of(new CenterCrop(32)), Preprocessing.cifar().pipeline().steps());
  }

  @ParameterizedTest
  @CsvSource({
    "crop, 224",
    "resize, about 256",
    "mean, '0.1,0.2'",
    "std, 'a,b,c'",
    "interpolation, nearest"
  })
  void whatIsNotUnderstoodIsNamed(String key, String value) {
    Map<String, String> map = new TreeMap<>(Preprocessing.imagenet(256, 224).toMap());
    map.put(key, value);
    DataException wrong = assertThrows(DataException.class, () -> Preprocessing.fromMap(map));
    assertTrue(wrong.getMessage().contains(key + " = \"" + value + "\""), wrong.getMessage());
    map.remove(key);
    DataException absent = assertThrows(DataException.class, () -> Preprocessing.fromMap(map));
    assertTrue(absent.getMessage().contains("no \"" + key + "\""), absent.getMessage());
  }
}
