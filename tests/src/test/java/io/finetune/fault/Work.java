package io.finetune.fault;

import io.finetune.file.DurableFile;
import io.finetune.run.CheckpointFiles;
import io.finetune.run.CheckpointFiles.Recovered;
import io.finetune.train.CsvListener;
import io.finetune.train.EpochReport;
import io.finetune.train.Progress;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * A training without a network, which starts in an instant and stores as a real one does: every
 * step changes weights and the optimizer's state by what they were before, every epoch ends with a
 * row of metrics and is sometimes the best. A step that was lost or done twice changes all that
 * follows.
 */
final class Work {

  static final String METRICS = "metrics.csv";

  private static final int STEPS = 4;

  private final Path folder;
  private final CheckpointFiles files;
  private final int[] weights;
  private final int[] momentum;
  private Progress progress = Progress.START;

  private Work(Path folder, int size) {
    this.folder = folder;
    files = new CheckpointFiles(folder);
    weights = new int[size];
    momentum = new int[size];
  }

  /**
   * Goes on from where the folder is, or begins.
   *
   * @param size how many weights
   * @param target the step to end after
   * @param stored told each step when its checkpoint is on the disk
   */
  static void run(Path folder, int size, long target, LongConsumer stored) throws IOException {
    DurableFile.removeUnfinished(folder);
    Work work = new Work(folder, size);
    if (hasCheckpoint(folder)) {
      work.restore(work.files.recover());
    } else {
      work.files.store(work.state(), false);
      stored.accept(0);
    }
    work.run(target, stored);
  }

  static boolean hasCheckpoint(Path folder) {
    return Files.exists(folder.resolve(CheckpointFiles.LAST))
        || Files.exists(folder.resolve(CheckpointFiles.PREVIOUS));
  }

  private void run(long target, LongConsumer stored) {
    try (CsvListener metrics =
        new CsvListener(
            folder.resolve(METRICS),
            progress.step(),
            warning -> {
              throw new IllegalStateException(warning);
            })) {
      while (progress.step() < target) {
        boolean best = step(metrics);
        files.store(state(), best);
        stored.accept(progress.step());
      }
    }
  }

  /** Makes a step; true if it ended the best epoch so far. */
  private boolean step(CsvListener metrics) {
    long step = progress.step() + 1;
    for (int i = 0; i < weights.length; i++) {
      momentum[i] = 31 * momentum[i] + weights[i] + (int) step + i;
      weights[i] ^= Integer.rotateLeft(momentum[i], 7);
    }
    int epoch = progress.epoch();
    if (step % STEPS != 0) {
      progress = progress(epoch, progress.batch() + 1, step, progress.bestEpoch(), progress.best());
      return false;
    }
    int done = epoch + 1;
    double metric = new SplittableRandom(done).nextDouble();
    boolean best = metric > progress.best();
    metrics.onEpoch(
        new EpochReport(
            done,
            done,
            step,
            Map.of("loss", (double) weights[0]),
            Map.of("top1", metric),
            best,
            0.1,
            1,
            0,
            Duration.ZERO));
    progress =
        progress(
            done, 0, step, best ? done : progress.bestEpoch(), best ? metric : progress.best());
    return best;
  }

  private static Progress progress(int epoch, int batch, long step, int bestEpoch, double best) {
    Map<String, String> entries = new HashMap<>(Progress.START.toMap());
    entries.put("progress.epoch", Integer.toString(epoch));
    entries.put("progress.batch", Integer.toString(batch));
    entries.put("progress.step", Long.toString(step));
    entries.put("progress.best_epoch", Integer.toString(bestEpoch));
    entries.put("progress.best", Double.toString(best));
    return Progress.fromMap(entries);
  }

  private Weights state() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", tensor(weights));
    tensors.put(CheckpointFiles.OPTIMIZER + "weight", tensor(momentum));
    return new Weights(tensors, progress.toMap());
  }

  private static Tensor tensor(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return new Tensor(TensorType.I32, new long[] {values.length}, bytes);
  }

  private void restore(Recovered found) {
    Map<String, Tensor> tensors = found.weights().tensors();
    tensors.get("weight").data().asIntBuffer().get(weights);
    tensors.get(CheckpointFiles.OPTIMIZER + "weight").data().asIntBuffer().get(momentum);
    progress = found.progress();
  }
}
