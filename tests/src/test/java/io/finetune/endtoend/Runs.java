package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.train.StepReport;
import io.finetune.train.TrainingListener;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Small trainings and what they leave: the narrowest network on the shipped images, shrunk to 16
 * pixels, ten steps an epoch.
 */
public final class Runs {

  /** The classes of the shipped images. */
  public static final int CLASSES = 10;

  /** The optimizer steps of an epoch. */
  public static final int STEPS = 10;

  private static final Set<String> TIMINGS = Set.of("images_per_second", "data_wait", "seconds");

  private Runs() {}

  /** A run of one epoch whose numbers do not depend on the machine's precision or cores. */
  public static Finetune small(Path folder) {
    return Finetune.model("resnet20_cifar")
        .dataset("cifar100_fine")
        .optimizer("sgd_gc")
        .set(Settings.WEIGHTS, "none")
        .set(Settings.RUNS, folder.toString())
        .set(Settings.EPOCHS, 1)
        .set(Settings.BATCH_SIZE, 50)
        .set(Settings.IMAGE_SIZE, 16)
        .set(Settings.RESIZE, 16)
        .set(Settings.PADDING, 2)
        .set(Settings.PRECISION, "fp32")
        .set(Settings.THREADS, 1)
        .set(Settings.WORKERS, 1);
  }

  /** The batches of an evaluation. */
  public static final int TEST_BATCHES = 8;

  /** Ends a run at its n-th question: one after every step and every batch of an evaluation. */
  public static BooleanSupplier after(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  /** Ends a run at its n-th report, as a crash does: what was not kept by then is lost. */
  public static TrainingListener crashAfter(int reports, RuntimeException failure) {
    AtomicInteger seen = new AtomicInteger();
    return new TrainingListener() {
      @Override
      public void onStep(StepReport report) {
        if (seen.incrementAndGet() == reports) {
          throw failure;
        }
      }
    };
  }

  /** A failure that nothing but {@link #crashAfter} throws. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Requires that two runs have left the same, but for what a clock decides. */
  public static void assertSameEnd(RunResult expected, RunResult actual) throws IOException {
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      Weights one = Weights.read(expected.directory().resolve(file));
      Weights other = Weights.read(actual.directory().resolve(file));
      assertSameTensors(one, other);
      assertEquals(one.metadata(), other.metadata(), file);
    }
    assertEquals(metrics(expected.directory()), metrics(actual.directory()));
    assertEquals(expected.metrics(), actual.metrics());
    assertEquals(expected.best(), actual.best());
    assertEquals(expected.bestEpoch(), actual.bestEpoch());
    assertFalse(actual.interrupted());
  }

  /** Writes fresh weights for a classifier of the shipped images. */
  public static Path freshWeights(Path file, String model) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Classifier network =
          new Classifier(new ResNet(Backbones.get(model).spec(), ConvStyle.BATCH), CLASSES);
      network.initialize(manager);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
      new Weights(tensors, Map.of()).write(file);
      return file;
    }
  }

  /** Reads the checkpoint that a run left last. */
  public static Weights last(Path run) {
    return Weights.read(run.resolve("last.safetensors"));
  }

  /** The bytes of a tensor, row-major. */
  public static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.data().remaining()];
    tensor.data().get(bytes);
    return bytes;
  }

  /** Requires the same names, shapes and bytes. */
  public static void assertSameTensors(Weights expected, Weights actual) {
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              Tensor other = actual.tensors().get(name);
              assertArrayEquals(tensor.shape(), other.shape(), name);
              assertArrayEquals(bytes(tensor), bytes(other), name);
            });
  }

  /** Reads the rows of {@code metrics.csv} without what a clock decides. */
  public static List<Map<String, String>> metrics(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
    List<String> columns = Arrays.asList(lines.get(0).split(",", -1));
    return lines.subList(1, lines.size()).stream().map(line -> row(columns, line)).toList();
  }

  private static Map<String, String> row(List<String> columns, String line) {
    String[] values = line.split(",", -1);
    assertEquals(columns.size(), values.length, line);
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      row.put(columns.get(i), values[i]);
    }
    row.keySet().removeAll(TIMINGS);
    return row;
  }
}
