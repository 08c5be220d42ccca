package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.DivergedException;
import io.finetune.block.Classifier;
import io.finetune.data.DataLoader;
import io.finetune.kernel.Precision;
import io.finetune.optim.CentralizedOptimizer;
import io.finetune.optim.OptimizerSettings;
import io.finetune.optim.Optimizers;
import io.finetune.optim.ParameterGroups;
import io.finetune.schedule.Schedule;
import io.finetune.train.Pictures.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a step whose loss or gradient is not finite. */
class TrainerTest {

  private static final int TWELVE = 12;

  /** The picture that spoils its batch, the fourth. */
  private static final int BAD = 7;

  private static List<Integer> allBut(Integer... left) {
    return IntStream.range(0, TWELVE).boxed().filter(n -> !List.of(left).contains(n)).toList();
  }

  /**
   * What a training left.
   *
   * @param state weights, running statistics and the optimizer's state
   * @param reached how far it came; null if it failed
   */
  private record Outcome(
      Map<String, ByteBuffer> state,
      Progress reached,
      List<String> skipped,
      List<EpochReport> epochs,
      DivergedException failure) {}

  private static Outcome train(
      List<Integer> pictures, Fault fault, List<String> bad, TrainingPlan plan) {
    Engine.getEngine("PyTorch").setRandomSeed(3);
    Device device = Device.cpu();
    List<String> skipped = new ArrayList<>();
    List<EpochReport> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onSkip(String reason) {
            skipped.add(reason);
          }

          @Override
          public void onEpoch(EpochReport report) {
            epochs.add(report);
          }
        };
    try (NDManager owner = NDManager.newBaseManager(device, "PyTorch");
        DataLoader<Integer> loader = new Pictures(pictures).loader();
        CentralizedOptimizer optimizer =
            Optimizers.named("ranger_gc")
                .create(OptimizerSettings.builder().lookahead(2, 0.5).build());
        Normalizer normalizer =
            new Normalizer(device, new float[3], new float[] {1, 1, 1}, Precision.FP32)) {
      Classifier network = Pictures.network(owner);
      Progress reached = null;
      DivergedException failure = null;
      try (Trainer<Integer> trainer =
          new Trainer<>(
              device,
              new Pictures.Parity(network, fault, bad),
              optimizer,
              ParameterGroups.of(network.named()),
              new Schedule.Constant(0.01),
              plan,
              List.of(listener))) {
        Feed<Integer> feed = new Feed<>(loader, normalizer::apply);
        reached =
            trainer.fit(feed, feed, Progress.START, (progress, metrics, best) -> {}, () -> false);
      } catch (DivergedException e) {
        failure = e;
      }
      Map<String, ByteBuffer> state = bytes(network.state());
      bytes(optimizer.state()).forEach((name, bytes) -> state.put("optimizer/" + name, bytes));
      return new Outcome(state, reached, skipped, epochs, failure);
    }
  }

  private static Map<String, ByteBuffer> bytes(Map<String, NDArray> arrays) {
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    arrays.forEach((name, array) -> bytes.put(name, ByteBuffer.wrap(array.toByteArray())));
    return bytes;
  }

  private static TrainingPlan plan(int accumulate, OnNan onNan) {
    return new TrainingPlan(1, accumulate, 1, 1, onNan);
  }

  /** Batches hold two pictures: 6 and 7 the bad one, 4 and 5 that before. */
  @ParameterizedTest
  @CsvSource({"LOSS, 1, 6 7, 1", "GRADIENT, 1, 6 7, 1", "LOSS, 2, 4 5 6 7, 2"})
  void aSkippedStepIsAsIfItsBatchesHadNotCome(
      Fault fault, int accumulate, String inItsStep, int batches) {
    Integer[] left = Stream.of(inItsStep.split(" ")).map(Integer::valueOf).toArray(Integer[]::new);
    Outcome without = train(allBut(left), Fault.NOTHING, List.of(), plan(accumulate, OnNan.STOP));
    Outcome skipping =
        train(allBut(), fault, List.of("picture " + BAD), plan(accumulate, OnNan.SKIP));

    assertEquals(without.state, skipping.state);
    assertEquals(batches, skipping.reached.skipped());
    assertEquals(0, without.reached.skipped());
    assertEquals(without.epochs.get(0).losses(), skipping.epochs.get(0).losses());
    assertEquals(TWELVE / Pictures.BATCH / accumulate, skipping.reached.step());
    assertEquals(1, skipping.skipped.size());
    String reason = skipping.skipped.get(0);
    assertTrue(reason.contains("picture 6, picture 7]"), reason);
    assertTrue(
        reason.contains(
            fault == Fault.LOSS ? "the loss part 'parity' is NaN" : "gradients of 65 of"),
        reason);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSS", "GRADIENT"})
  void theRunStopsBeforeTheWeightsChange(Fault fault) {
    Outcome until = train(List.of(0, 1, 2, 3, 4, 5), Fault.NOTHING, List.of(), plan(1, OnNan.STOP));
    Outcome stopped = train(allBut(), fault, List.of("picture " + BAD), plan(1, OnNan.STOP));
    String message = stopped.failure.getMessage();
    assertTrue(message.contains("in epoch 1, step 4, on the batch of [picture 6, "), message);
    assertTrue(message.contains("--on-nan skip"), message);
    until.state.forEach(
        (name, bytes) -> {
          // The forward pass has seen the batch; nothing is stored from here on.
          if (!name.contains("running_") && !name.contains("num_batches")) {
            assertEquals(bytes, stopped.state.get(name), name);
          }
        });
  }

  @Test
  void weightsThatNoLongerGiveNumbersEndTheRunInSpiteOfSkipping() {
    List<Integer> many =
        IntStream.range(0, 2 * Pictures.BATCH * StepGuard.MOST_IN_A_ROW).boxed().toList();
    List<String> bad =
        many.subList(Pictures.BATCH, many.size()).stream().map(n -> "picture " + n).toList();
    Outcome outcome = train(many, Fault.LOSS, bad, plan(1, OnNan.SKIP));
    assertEquals(StepGuard.MOST_IN_A_ROW - 1, outcome.skipped.size());
    String message = outcome.failure.getMessage();
    assertTrue(message.startsWith("10 steps in a row were skipped"), message);
    assertTrue(message.contains("step 11"), message);
  }

  @Test
  void aFaultIsNotInvented() {
    Outcome stop = train(allBut(), Fault.GRADIENT, List.of("picture 99"), plan(1, OnNan.STOP));
    Outcome skip = train(allBut(), Fault.GRADIENT, List.of("picture 99"), plan(1, OnNan.SKIP));
    assertEquals(stop.state, skip.state);
    assertEquals(0, skip.reached.skipped());
    assertNotEquals(
        train(allBut(6, 7), Fault.NOTHING, List.of(), plan(1, OnNan.STOP)).state, stop.state);
    assertThrows(NullPointerException.class, () -> plan(1, null));
  }
}
