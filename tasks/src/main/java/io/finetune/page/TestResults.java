package io.finetune.page;

import io.finetune.result.CurveRows;
import io.finetune.result.LabelRecord;
import io.finetune.result.TestPictures;
import io.finetune.result.TestRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param folder where it lies
 * @param isDetection whether objects were found; otherwise images were classified
 * @param epoch the evaluated epoch
 * @param isBest whether that is the best epoch
 * @param images how many images were evaluated
 * @param confusions which class was taken for which
 * @param classes a row a class
 * @param curves precision over recall
 * @param pictures a row a picture
 */
record TestResults(
    Path folder,
    boolean isDetection,
    int epoch,
    boolean isBest,
    long images,
    Confusions confusions,
    Table classes,
    Table curves,
    Table pictures) {

  /**
   * Reads the folder {@code test} of a run.
   *
   * @param run the run's folder
   * @param classes names of the labels
   * @return empty if no evaluation was kept
   */
  static Optional<TestResults> read(Path run, List<String> classes) {
    Path folder = run.resolve(TestRecords.FOLDER);
    Path about = folder.resolve(TestRecords.ABOUT);
    if (!Files.exists(about)) {
      return Optional.empty();
    }
    Map<String, String> facts = RunFiles.yaml(about);
    boolean isDetection = facts.getOrDefault("kind", "").equals("objects");
    return Optional.of(
        new TestResults(
            folder,
            isDetection,
            Integer.parseInt(facts.getOrDefault("epoch", "0")),
            Boolean.parseBoolean(facts.get("best")),
            Long.parseLong(facts.getOrDefault("images", "0")),
            isDetection
                ? Confusions.ofObjects(folder, classes)
                : Confusions.ofLabels(folder, classes),
            Table.read(folder.resolve(LabelRecord.CLASSES)),
            Table.read(folder.resolve(CurveRows.FILE)),
            Table.read(folder.resolve(TestPictures.TABLE))));
  }

  /** Says which evaluation this is, for people. */
  String describe() {
    return (isBest ? "best epoch, " : "epoch ") + epoch;
  }
}
