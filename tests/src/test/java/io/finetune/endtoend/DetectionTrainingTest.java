package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.block.ConvStyle;
import io.finetune.block.Layer;
import io.finetune.data.Instance;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.DetectorWeights;
import io.finetune.run.Choices;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.LoadReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors go through whole runs: losses, metrics, checkpoints, and what a dataset may hold. */
class DetectionTrainingTest {

  private static final String FASTER = "fasterrcnn_resnet18_fpn";
  private static final String MASK = "maskrcnn_resnet18_fpn";
  private static final Set<String> LOSSES =
      Set.of(
          "train_loss",
          "train_objectness",
          "train_rpn_box_reg",
          "train_classifier",
          "train_box_reg",
          "train_mask");
  private static final Set<String> METRICS =
      Set.of(
          "val_ap_box",
          "val_ap50_box",
          "val_ap75_box",
          "val_ap_mask",
          "val_ap50_mask",
          "val_ap75_mask");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {FASTER, MASK})
  void lossesMetricsAndCheckpoint(String model) throws IOException {
    RunResult result = DetectionRuns.small(model, folder).run();
    Map<String, String> row = Runs.metrics(result.directory()).get(0);
    assertEquals(expected(LOSSES, model), columns(row, "train_"));
    assertEquals(expected(METRICS, model), columns(row, "val_"));
    for (String name : columns(row, "train_")) {
      assertTrue(Double.isFinite(Double.parseDouble(row.get(name))), name + ": " + row.get(name));
    }
    for (String name : columns(row, "val_")) {
      double value = Double.parseDouble(row.get(name));
      assertTrue(value >= 0 && value <= 1, name + ": " + value);
    }
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      int classes = classes(result);
      Layer fresh = DetectionRuns.build(manager, model, ConvStyle.BATCH, BoxHead.TWO_FC, classes);
      LoadReport report = DetectorWeights.load(Runs.last(result.directory()), fresh, List.of());
      assertEquals(fresh.state().keySet(), Set.copyOf(report.loaded()));
    }
  }

  /** What a model has of all names: without a mask branch nothing about masks. */
  private static Set<String> expected(Set<String> names, String model) {
    return names.stream()
        .filter(name -> model.equals(MASK) || !name.endsWith("mask"))
        .collect(Collectors.toSet());
  }

  private static Set<String> columns(Map<String, String> row, String prefix) {
    return row.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  private static int classes(RunResult result) {
    return Runs.last(result.directory()).metadata().get("classes").split("\n", -1).length;
  }

  @Test
  void aResumedRunEndsWhereAnUninterruptedOneDoes() throws IOException {
    Finetune run = DetectionRuns.small(MASK, folder).set(Settings.EPOCHS, 2);
    RunResult whole = run.run();
    RunResult half =
        run.stopWhen(Runs.after(DetectionRuns.STEPS + DetectionRuns.TEST_BATCHES + 1)).run();
    assertTrue(half.interrupted());
    assertEquals(1, Runs.metrics(half.directory()).size(), "epochs before the interruption");
    RunResult resumed = Finetune.of(Choices.NONE).resume(half.directory());
    assertFalse(resumed.interrupted());
    Runs.assertSameTensors(Runs.last(whole.directory()), Runs.last(resumed.directory()));
    assertEquals(Runs.metrics(whole.directory()), Runs.metrics(resumed.directory()));
    assertEquals(whole.metrics(), resumed.metrics());
  }

  @Test
  void imagesWithoutObjectsTrain() throws IOException {
    RunResult result =
        DetectionRuns.small(MASK, folder)
            .objects(DetectionRuns.edited((image, object) -> only(image < 2, object)))
            .set(Settings.BATCH_SIZE, 2) // so that most batches show no object at all
            .run();
    assertFinite(result);
  }

  @Test
  void imagesOfNothingButCrowdsTrain() throws IOException {
    RunResult result =
        DetectionRuns.small(MASK, folder)
            .objects(
                DetectionRuns.edited(
                    (image, object) -> List.of(image % 2 == 0 ? crowd(object) : object)))
            .run();
    assertFinite(result);
  }

  private static List<Instance> only(boolean condition, Instance object) {
    return condition ? List.of(object) : List.of();
  }

  private static Instance crowd(Instance object) {
    return new Instance(
        object.id(), object.label(), object.box(), object.area(), true, object.segmentation());
  }

  private static void assertFinite(RunResult result) throws IOException {
    Map<String, String> row = Runs.metrics(result.directory()).get(0);
    for (String name : LOSSES) {
      assertTrue(Double.isFinite(Double.parseDouble(row.get(name))), name + ": " + row.get(name));
    }
    assertTrue(result.metrics().containsKey("ap_box"), "metrics " + result.metrics());
  }

  @Test
  void aLabelOutOfRangeNamesItsRecord() {
    Finetune run =
        DetectionRuns.small(FASTER, folder)
            .objects(DetectionRuns.edited((image, object) -> List.of(relabelled(image, object))));
    String message = assertThrows(DataException.class, run::run).getMessage();
    assertTrue(message.contains("label 99 of object 301 in sample "), message);
    assertTrue(message.contains("image 3"), message);
  }

  private static Instance relabelled(int image, Instance object) {
    return new Instance(
        object.id(),
        image == 3 ? 99 : object.label(),
        object.box(),
        object.area(),
        false,
        object.segmentation());
  }

  @Test
  void aMissingMaskNamesItsObject() {
    Finetune run =
        DetectionRuns.small(MASK, folder)
            .objects(
                DetectionRuns.edited(
                    (image, object) ->
                        List.of(
                            new Instance(
                                object.id(),
                                object.label(),
                                object.box(),
                                object.area(),
                                false,
                                Optional.empty()))));
    String message = assertThrows(DataException.class, run::run).getMessage();
    assertTrue(message.matches("(?s)object \\d+ of image \\d+ has a box but no mask.*"), message);
  }

  @Test
  void aClassifiersFlagIsRefused() {
    Finetune run = DetectionRuns.small(MASK, folder).set(Settings.IMAGE_SIZE, 64);
    String message = assertThrows(FinetuneException.class, run::run).getMessage();
    assertEquals("--image-size does not apply to " + MASK + ": leave it out", message);
    Finetune classifier = Runs.small(folder).set(Settings.ROI_BATCH, 16);
    String other = assertThrows(FinetuneException.class, classifier::run).getMessage();
    assertTrue(other.contains("--roi-batch does not apply to resnet20_cifar"), other);
  }

  @Test
  void aDatasetOfTheOtherKindIsRefused() {
    Finetune run = DetectionRuns.small(MASK, folder).dataset("cifar100_fine");
    String message = assertThrows(FinetuneException.class, run::run).getMessage();
    assertTrue(message.contains("dataset cifar100_fine has one class an image"), message);
    assertTrue(message.contains("shapes"), message);
    Finetune classifier = Runs.small(folder).dataset(DetectionRuns.SHAPES);
    String other = assertThrows(FinetuneException.class, classifier::run).getMessage();
    assertTrue(other.contains("labelled objects, which detection"), other);
  }
}
