package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import io.finetune.DivergedException;
import io.finetune.block.Layer;
import io.finetune.data.Split;
import io.finetune.kernel.Precision;
import io.finetune.result.TestPictures;
import io.finetune.run.Choices.Origin;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Evaluation;
import io.finetune.train.Feed;
import io.finetune.train.Task;
import io.finetune.weight.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in which the batch with one certain image has no finite loss. */
class SkippingTest {

  private static final String BAD = "record 123";
  private static final int STEPS = 10;

  @TempDir Path folder;

  /** A task that fails as a network does that has diverged, on one image alone. */
  private record Spoilt<T>(Task<T> inner) implements Task<T> {

    @Override
    public Layer network() {
      return inner.network();
    }

    @Override
    public Map<String, NDArray> losses(DeviceBatch<T> batch, ParameterStore store) {
      Map<String, NDArray> losses = inner.losses(batch, store);
      return batch.ids().contains(BAD)
          ? Map.of("cross_entropy", losses.get("cross_entropy").mul(Float.POSITIVE_INFINITY))
          : losses;
    }

    @Override
    public Evaluation<T> evaluation() {
      return inner.evaluation();
    }

    @Override
    public String mainMetric() {
      return inner.mainMetric();
    }
  }

  private record SpoiltAssembly<T>(Assembly<T> inner) implements Assembly<T> {

    static Assembly<?> make(Choices choices, Device device, Precision precision) {
      return new SpoiltAssembly<>(Assembly.ofModel(choices, device, precision));
    }

    @Override
    public Split<T> data() {
      return inner.data();
    }

    @Override
    public Layer network() {
      return inner.network();
    }

    @Override
    public Task<T> task(Witnesses<T> witnesses) {
      return new Spoilt<>(inner.task(witnesses));
    }

    @Override
    public List<Integer> labels(T target) {
      return inner.labels(target);
    }

    @Override
    public void draw(TestPictures pictures) {
      inner.draw(pictures);
    }

    @Override
    public BufferedImage draw(DeviceBatch<T> batch) {
      return inner.draw(batch);
    }

    @Override
    public String counted() {
      return inner.counted();
    }

    @Override
    public Rehearsal.Stage<T> stage() {
      return inner.stage();
    }

    @Override
    public Feed<T> train() {
      return inner.train();
    }

    @Override
    public Feed<T> test() {
      return inner.test();
    }

    @Override
    public List<String> heads() {
      return inner.heads();
    }

    @Override
    public String loadWeights() {
      return inner.loadWeights();
    }

    @Override
    public Map<String, String> preprocessing() {
      return inner.preprocessing();
    }

    @Override
    public List<String> facts() {
      return inner.facts();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private Choices choices(String onNan) {
    return Recipes.complete(
        Choices.NONE
            .with(Settings.MODEL_NAME, "resnet20_cifar", Origin.USER)
            .with(Settings.DATASET, "cifar100_fine", Origin.USER)
            .withAll(
                Map.of(
                    "weights",
                    "none",
                    "epochs",
                    "3",
                    "batch-size",
                    "50",
                    "image-size",
                    "8",
                    "resize",
                    "8",
                    "precision",
                    "fp32",
                    "threads",
                    "1",
                    "workers",
                    "1",
                    "on-nan",
                    onNan),
                Origin.USER));
  }

  private RunResult start(String onNan, BooleanSupplier stop) {
    try (Session<?> session = Session.open(choices(onNan), SpoiltAssembly::make)) {
      session.loadWeights();
      RunDirectory directory = RunDirectory.create(folder, "run");
      return session.start(directory, List.of(), plan -> {}, stop);
    }
  }

  private static RunResult resume(Path run, Choices asked, BooleanSupplier stop) {
    Resumption resumption = Resumption.of(RunDirectory.open(run), asked);
    try (Session<?> session = Session.open(resumption.choices(), SpoiltAssembly::make)) {
      return session.resume(resumption, List.of(), plan -> {}, stop);
    }
  }

  private static BooleanSupplier after(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() >= questions;
  }

  @Test
  void aRunThatDivergesKeepsItsCheckpointAndGoesOnBySkipping() throws IOException {
    Path run = start("stop", after(1)).directory();
    Path last = run.resolve("last.safetensors");
    byte[] before = Files.readAllBytes(last);

    String message =
        assertThrows(DivergedException.class, () -> resume(run, Choices.NONE, () -> false))
            .getMessage();
    assertTrue(message.contains("'cross_entropy' is Infinity in epoch 1, step "), message);
    assertTrue(message.contains(BAD), message);
    assertTrue(message.contains("--on-nan skip"), message);
    assertTrue(message.contains(last.toString()), message);
    assertArrayEquals(before, Files.readAllBytes(last));

    Choices skip = Choices.NONE.with(Settings.ON_NAN, "skip", Origin.USER);
    RunResult result = resume(run, skip, () -> false);
    assertFalse(result.interrupted());
    assertEquals(3, result.skippedBatches(), "one an epoch");
  }

  @Test
  void aRunThatSkipsAndIsResumedEndsAsIfItHadNotStopped() throws IOException {
    RunResult whole = start("skip", () -> false);
    assertEquals(3, whole.skippedBatches());
    RunResult part = start("skip", after(STEPS + 2 + 7));
    assertTrue(part.interrupted());
    RunResult resumed = resume(part.directory(), Choices.NONE, () -> false);
    Path one = whole.directory().resolve("last.safetensors");
    Path other = resumed.directory().resolve("last.safetensors");
    assertEquals("3", Weights.read(one).metadata().get("progress.skipped"));
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
  }
}
