package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.finetune.block.ConvStyle;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is frozen of a detector stays as it was, running statistics too; the rest is trained. */
class DetectionFreezeTest {

  private static final String MODEL = "maskrcnn_resnet18_fpn";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "batch, none, ^$, 0",
    "batch, stage1, '^backbone\\.body\\.(conv1|bn1|layer1)\\..*', 30",
    "batch, backbone, '^backbone\\.body\\..*', 120",
    "frozen_batch, stage1, '^backbone\\.body\\.(conv1|layer1|.*(bn\\d|downsample\\.1)).*', 85",
  })
  void bytesOfTheFrozenPartStayAndAllOthersChange(
      String norm, String part, Pattern frozen, int tensors) {
    ConvStyle style = norm.equals("batch") ? ConvStyle.BATCH : ConvStyle.FROZEN_BATCH;
    Path start = DetectionRuns.freshWeights(folder.resolve("start.safetensors"), MODEL, style);
    Path run =
        DetectionRuns.small(MODEL, folder)
            .set(Settings.WEIGHTS, start.toString())
            .set(Settings.NORM, norm)
            .set(Settings.FREEZE, part)
            .stopWhen(Runs.after(2))
            .run()
            .directory();
    Map<String, Tensor> trained = Runs.last(run).tensors();
    int seen = 0;
    for (Map.Entry<String, Tensor> entry : Weights.read(start).tensors().entrySet()) {
      String name = entry.getKey();
      byte[] before = Runs.bytes(entry.getValue());
      byte[] after = Runs.bytes(trained.get(name));
      if (frozen.matcher(name).matches()) {
        assertArrayEquals(before, after, name + " is frozen");
        assertFalse(trained.containsKey("optimizer/momentum/" + name), name + " has state");
        seen++;
      } else {
        assertFalse(Arrays.equals(before, after), name + " is trained");
      }
    }
    assertEquals(tensors, seen, "frozen tensors");
  }
}
