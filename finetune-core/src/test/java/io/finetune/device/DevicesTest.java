package io.finetune.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.finetune.FinetuneException;
import io.finetune.kernel.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {

  @Test
  void aNamedDeviceIsThatDevice() {
    assertEquals(Device.cpu(), Devices.parse("cpu"));
    assertEquals(Device.cpu(), Devices.parse("CPU"));
  }

  @Test
  void autoTakesTheFirstGpuThereIs() {
    boolean gpus = Engine.getEngine("PyTorch").getGpuCount() > 0;
    assertEquals(gpus ? Device.gpu(0) : Device.cpu(), Devices.parse("auto"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tpu", "gpu:", "gpu:x", "gpu:-1", "gpu:99999", "cuda:0", ""})
  void anUnknownDeviceIsRefused(String name) {
    var error = assertThrows(FinetuneException.class, () -> Devices.parse(name));
    assertEquals(
        "unknown device '" + name + "': expected auto, cpu, gpu or gpu:N, such as gpu:0",
        error.getMessage());
  }

  @Test
  void aMissingGpuIsAnErrorAndNoFallback() {
    var error = assertThrows(FinetuneException.class, () -> Devices.parse("gpu:9999"));
    String message = error.getMessage();
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    assertTrue(message.startsWith("device gpu:9999 is not there"), message);
    assertTrue(message.contains("sees " + gpus + " GPUs"), message);
    assertTrue(message.contains("PYTORCH_FLAVOR"), message);
    assertTrue(message.contains("--device cpu"), message);
  }

  @Test
  void aNamedPrecisionIsThatPrecision() {
    assertEquals(Precision.FP32, Precisions.parse("fp32", Device.cpu()));
    assertEquals(Precision.BF16, Precisions.parse("BF16", Device.cpu()));
  }

  @Test
  void automaticPrecisionFollowsTheHardware() {
    Precision expected = Precisions.hasBfloat16(Device.cpu()) ? Precision.BF16 : Precision.FP32;
    assertEquals(expected, Precisions.parse("auto", Device.cpu()));
  }

  @Test
  void anUnknownPrecisionIsRefused() {
    var error = assertThrows(FinetuneException.class, () -> Precisions.parse("fp16", Device.cpu()));
    assertEquals("unknown precision 'fp16': expected auto, fp32 or bf16", error.getMessage());
  }
}
