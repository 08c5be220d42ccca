package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import io.finetune.train.EpochReport;
import io.finetune.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that learned nothing before learns four photographs by heart: whatever is wrong between
 * targets, losses, boxes, masks and their evaluation keeps it from that.
 */
@Tag("slow")
@Tag("shared")
class OverfitTest {

  /** Two dogs, a person and a frisbee; zebras; a cat and a toilet; things on a table. */
  private static final Set<Long> PHOTOGRAPHS = Set.of(524291L, 499716L, 286720L, 294920L);

  private static final double ENOUGH = 0.9;
  private static final int MOST_EPOCHS = 40;
  private static final int STEPS_OF_AN_EPOCH = 20;

  @TempDir Path folder;

  /** Some samples of a dataset, over and over. */
  private record Some(Dataset<Instances> all, List<Integer> chosen, int times)
      implements Dataset<Instances> {

    static Some of(Dataset<Instances> all, Set<Long> images, int times) {
      List<Integer> chosen =
          IntStream.range(0, all.size())
              .filter(i -> images.contains(all.get(i).target().imageId()))
              .boxed()
              .toList();
      assertEquals(images.size(), chosen.size(), "photographs found");
      return new Some(all, chosen, times);
    }

    @Override
    public int size() {
      return times * chosen.size();
    }

    @Override
    public Sample<Instances> get(int index) {
      return all.get(chosen.get(index % chosen.size()));
    }

    @Override
    public List<String> classes() {
      return all.classes();
    }

    @Override
    public String name() {
      return "photographs";
    }

    @Override
    public String description() {
      return chosen.size() + " photographs";
    }
  }

  @Test
  void boxesAndMasksOfFourPhotographsAreLearnt() {
    Path coco =
        Path.of(System.getProperty("finetune.shared", "../../shared"), "data/coco-tiny")
            .toAbsolutePath()
            .normalize();
    assumeTrue(Files.isDirectory(coco), "photographs are read from " + coco);
    Dataset<Instances> photographs =
        Datasets.openInstances("coco:" + coco, DatasetOptions.shipped()).train();
    List<Map<String, Double>> curve = new ArrayList<>();
    AtomicBoolean learnt = new AtomicBoolean();
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            curve.add(report.metrics());
            learnt.set(isLearnt(report.metrics()));
          }
        };
    Finetune.model("maskrcnn_resnet18_fpn")
        .objects(
            new Split<>(
                Some.of(photographs, PHOTOGRAPHS, STEPS_OF_AN_EPOCH),
                Some.of(photographs, PHOTOGRAPHS, 1)))
        .optimizer("sgd_gc")
        .set(Settings.WEIGHTS, "none")
        .set(Settings.NORM, "batch")
        .set(Settings.FREEZE, "none")
        .set(Settings.RUNS, folder.toString())
        .set(Settings.EPOCHS, MOST_EPOCHS)
        .set(Settings.BATCH_SIZE, PHOTOGRAPHS.size())
        .set(Settings.MIN_SIZE, 256)
        .set(Settings.MAX_SIZE, 320)
        .set(Settings.FLIP, 0.0)
        .set(Settings.LEARNING_RATE, 0.02)
        .set(Settings.SCHEDULE_NAME, "constant")
        .set(Settings.WARMUP_STEPS, 50)
        .set(Settings.ROI_BATCH, 64)
        .set(Settings.PROPOSALS, 300)
        .set(Settings.TEST_PROPOSALS, 100)
        .listener(watch)
        .stopWhen(learnt::get)
        .run();
    assertTrue(learnt.get(), "metrics by epoch: " + curve);
  }

  private static boolean isLearnt(Map<String, Double> metrics) {
    return metrics.get("ap50_box") > ENOUGH && metrics.get("ap50_mask") > ENOUGH;
  }
}
