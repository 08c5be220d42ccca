package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.block.Backbones;
import io.finetune.predict.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every classifier of the table in both formats that hold its network. */
@Tag("slow")
class ExportSweepTest {

  @TempDir Path folder;

  static Stream<String> models() {
    return Backbones.all().stream().map(Backbones.Backbone::name);
  }

  @Test
  void theTableIsWhole() {
    assertEquals(17, models().distinct().count());
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyModel(String model) {
    Checkpoint checkpoint = Trained.checkpoint(folder, model);
    for (String format : List.of("onnx", "torchscript")) {
      Exported done = Export.checkpoint(checkpoint).format(format).write(folder.resolve(format));
      Comparison comparison = done.comparison();
      assertTrue(comparison.relative() < 1e-5, comparison.describe());
    }
  }
}
