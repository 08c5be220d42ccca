package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TorchScript: every norm and stem through DJL, and a source that can be read. */
class ScriptExportTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet20_cifar, frozen_batch, false, PIXELS",
    "resnet18_cifar, group, true, NORMALIZED"
  })
  void djlAgrees(String model, String norm, boolean standardized, NetworkInput input) {
    Checkpoint checkpoint =
        Trained.checkpoint(
            folder, model, Trained.style(norm, standardized), Preprocessing.imagenet(56, 48));
    Path out = folder.resolve("model.pt");
    Exported done = Export.checkpoint(checkpoint).format("torchscript").input(input).write(out);
    Comparison comparison = done.comparison();
    assertTrue(comparison.relative() < 2e-5, comparison.describe());
  }

  @Test
  void theSourceSaysWhatTheNetworkDoes() {
    ScriptTranscript transcript = new ScriptTranscript();
    String x = transcript.normalization("pixels", "normalization");
    x = transcript.convBatch(x, new Transcript.Conv("layer1.0.conv1", 2, 3, 4), "bn1", 1e-5);
    transcript.output(transcript.averagePool(x, "avgpool"), "fc");
    assertEquals(
        """
            normalization_cast = torch.to(pixels, 6, False, False, None)
            normalization_mul = torch.mul(normalization_cast, self.normalization.scale)
            normalization = torch.sub(normalization_mul, self.normalization.shift)
            layer1_0_conv1 = torch.conv2d(normalization, getattr(self.layer1, "0").conv1.weight, \
        None, [2, 2], [3, 3], [1, 1], 4)
            bn1 = torch.batch_norm(layer1_0_conv1, self.bn1.weight, self.bn1.bias, \
        self.bn1.running_mean, self.bn1.running_var, False, 0.10000000000000001, 1.0e-5, True)
            avgpool = torch.mean(bn1, [2, 3])
            fc = torch.linear(avgpool, self.fc.weight, self.fc.bias)
            return fc
        """,
        transcript.body());
  }
}
