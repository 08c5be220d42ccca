package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.MemoryException;
import io.finetune.run.Choices.Origin;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failed allocations, of the real allocators where they can be asked for too much. */
class OutOfMemoryTest {

  private static final RunDirectory RUN = new RunDirectory(Path.of("runs", "one"));
  private static final String SAVED = "The last good checkpoint is last.safetensors";

  private static Choices choices(Map<String, String> more) {
    return Recipes.complete(
        Choices.NONE
            .with(Settings.MODEL_NAME, "resnet20_cifar", Origin.USER)
            .with(Settings.DATASET, "cifar100_fine", Origin.USER)
            .withAll(more, Origin.USER));
  }

  private static String explain(Throwable failure, Map<String, String> more) {
    RuntimeException explained = OutOfMemory.explain(failure, choices(more), RUN, SAVED);
    assertInstanceOf(MemoryException.class, explained);
    assertSame(failure, explained.getCause());
    assertTrue(explained.getMessage().endsWith(SAVED), explained.getMessage());
    return explained.getMessage();
  }

  @Test
  void theEnginesOwnAllocator() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      EngineException failure =
          assertThrows(EngineException.class, () -> manager.zeros(new Shape(1L << 46)));
      String message = explain(failure, Map.of("batch-size", "50", "accumulate", "3"));
      assertTrue(message.contains("for a batch of 50 (262144.0 GiB more were asked"), message);
      assertTrue(
          message.contains("--batch-size 25 --accumulate 6, a step of 150 images too"), message);
      assertTrue(message.contains("--config " + RUN.file("config.yaml")), message);
      assertTrue(message.contains("--image-size than 32"), message);
    }
  }

  @Test
  void javasHeap() {
    OutOfMemoryError failure =
        assertThrows(OutOfMemoryError.class, () -> Arrays.fill(new long[1 << 30], 1));
    String message = explain(failure, Map.of());
    assertTrue(message.contains("(Java heap space)"), message);
    assertTrue(message.contains("FINETUNE_JAVA_OPTS=-Xmx"), message);
  }

  @Test
  void javasDirectBuffersInAWorker() {
    OutOfMemoryError failure =
        new OutOfMemoryError("Cannot reserve 2097152 bytes of direct buffer memory");
    IllegalStateException inWorker = new IllegalStateException("reading sample 3 failed", failure);
    assertTrue(explain(inWorker, Map.of()).contains("Java ran out of memory"));
  }

  /** As the libraries word it; none of these can be provoked on every machine. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB",
        "could not create a memory object",
        "std::bad_alloc",
        "OpenCV(4.13.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 99 bytes"
      })
  void otherAllocators(String said) {
    String message = explain(new EngineException(said), Map.of("precision", "fp32"));
    assertTrue(message.contains("--batch-size 16 --accumulate 2"), message);
    assertTrue(message.contains("--precision bf16"), message);
  }

  @Test
  void aSingleImageHasNoHalf() {
    String message =
        explain(
            new EngineException("out of memory"), Map.of("batch-size", "1", "precision", "bf16"));
    assertFalse(message.contains("--batch-size"), message);
    assertFalse(message.contains("--precision"), message);
    assertTrue(message.contains("a smaller --image-size"), message);
  }

  @Test
  void halfOfAnOddBatchMakesALargerStep() {
    String message = explain(new EngineException("out of memory"), Map.of("batch-size", "5"));
    assertTrue(
        message.contains("--batch-size 2 --accumulate 3, a step of 6 images in place of 5"),
        message);
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    RuntimeException failure = new IllegalStateException("the tensor is of shape (3)");
    assertSame(failure, OutOfMemory.explain(failure, choices(Map.of()), RUN, SAVED));
    assertEquals("the tensor is of shape (3)", failure.getMessage());
  }
}
