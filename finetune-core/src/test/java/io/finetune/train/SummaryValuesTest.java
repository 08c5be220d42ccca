package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.optim.Distribution;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against bytes that TensorBoard 2.21.0's own messages serialise to. */
class SummaryValuesTest {

  private static final double SECONDS = 1_700_000_000.25;

  private static final String IMAGE = "0a0161220c080210051803220489504e47";

  private static final String HISTOGRAM =
      "0a01772a5109000000000000f0bf110000000000000840190000000000001440210000000000001240290000"
          + "0000008028403210000000000000f03f00000000000008403a1000000000000000400000000000000840";

  private static final String START =
      "0a1c5f68706172616d735f2f73657373696f6e5f73746172745f696e666f42060801120212004a4e0a4c0a07"
          + "68706172616d7312411a3f0a0f0a026c721209119a9999999999b93f0a130a056d6f64656c120a1a087265"
          + "736e657435300a0e0a086e65737465726f76120220002900001040fc54d941";

  private static final String END =
      "0a1a5f68706172616d735f2f73657373696f6e5f656e645f696e666f42060801120212004a1a0a180a076870"
          + "6172616d73120d220b08011100001040fc54d941";

  @Test
  void images() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G'};
    assertBytes(IMAGE, SummaryValues.image("a", 2, 5, png));
  }

  @Test
  void histograms() {
    Distribution values = new Distribution(-1, 3, 4.5, 12.25, List.of(2L, 3L));
    assertBytes(HISTOGRAM, SummaryValues.histogram("w", values));
  }

  @Test
  void hyperparameters() {
    Map<String, Object> set = Map.of("model", "resnet50", "lr", 0.1, "nesterov", false);
    assertBytes(START, SummaryValues.start(set, SECONDS));
    assertBytes(END, SummaryValues.end(SECONDS));
  }

  @Test
  void precisionAndRecallAtEveryThreshold() {
    ThresholdCounts counts = new ThresholdCounts();
    counts.add(0.9f, true);
    counts.add(0.4f, false);
    counts.add(0.35f, true);
    counts.add(0.005f, false);
    counts.add(1f, true);
    counts.add(Float.NaN, false);
    List<float[]> rows = counts.rows();
    assertEquals(6, rows.size());
    assertAt(rows, 0, 3, 3, 0, 0, 3 / 6f, 1);
    assertAt(rows, 1, 3, 1, 2, 0, 3 / 4f, 1);
    assertAt(rows, 38, 2, 1, 2, 1, 2 / 3f, 2 / 3f);
    assertAt(rows, 50, 2, 0, 3, 1, 1, 2 / 3f);
    assertAt(rows, 100, 1, 0, 3, 2, 1, 1 / 3f);
  }

  /** True and false positives, true and false negatives, precision, recall. */
  private static void assertAt(List<float[]> rows, int threshold, float... expected) {
    float[] found = new float[rows.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = rows.get(i)[threshold];
    }
    assertArrayEquals(expected, found, 1e-6f);
  }

  private static void assertBytes(String hex, ProtoMessage message) {
    assertEquals(hex, HexFormat.of().formatHex(message.toByteArray()));
  }
}
