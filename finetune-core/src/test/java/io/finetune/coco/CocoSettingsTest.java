package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.finetune.coco.CocoSettings.AreaRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class CocoSettingsTest {

  private static final CocoSettings USUAL = CocoSettings.of(IouType.BBOX);

  /** To the last bit: a recall of 0.35 must not reach pycocotools' 0.35000000000000003. */
  @Test
  void theDefaultsAreThoseOfPycocotools() {
    JsonObject expected =
        CocoCase.read(CocoCase.kept().resolve("cases.json"))
            .getAsJsonObject()
            .getAsJsonObject("params");
    assertEquals(doubles(expected.getAsJsonArray("iouThrs")), USUAL.iouThresholds());
    assertEquals(doubles(expected.getAsJsonArray("recThrs")), USUAL.recallThresholds());
    assertEquals(List.of(1, 10, 100), USUAL.maxDetections());
    JsonArray limits = expected.getAsJsonArray("areaRng");
    JsonArray names = expected.getAsJsonArray("areaRngLbl");
    for (int i = 0; i < limits.size(); i++) {
      List<Double> limit = doubles(limits.get(i).getAsJsonArray());
      assertEquals(
          new AreaRange(names.get(i).getAsString(), limit.get(0), limit.get(1)),
          USUAL.areaRanges().get(i));
    }
  }

  private static List<Double> doubles(JsonArray array) {
    return CocoCase.elements(array).stream().map(JsonElement::getAsDouble).toList();
  }

  @Test
  void senselessSettingsAreRefused() {
    refused(() -> USUAL.withIouThresholds(List.of()));
    refused(() -> USUAL.withIouThresholds(List.of(0.0)));
    refused(() -> USUAL.withIouThresholds(List.of(0.5, 0.5)));
    refused(() -> USUAL.withIouThresholds(List.of(0.5, Double.NaN)));
    refused(() -> USUAL.withIouThresholds(List.of(1.1)));
    refused(() -> USUAL.withMaxDetections(List.of(100, 10)));
    refused(() -> USUAL.withMaxDetections(List.of(0)));
    refused(() -> USUAL.withAreaRanges(List.of()));
    AreaRange all = USUAL.areaRanges().get(0);
    refused(() -> USUAL.withAreaRanges(List.of(all, all)));
    refused(() -> new AreaRange("none", 2, 1));
    refused(() -> new AreaRange("none", Double.NaN, 1));
  }

  private static void refused(Runnable change) {
    assertThrows(IllegalArgumentException.class, change::run);
  }
}
