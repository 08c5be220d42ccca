package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import io.finetune.FinetuneException;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Setting.Effect;
import io.finetune.schedule.Schedules;
import io.finetune.train.Progress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be set beside {@code --resume}. */
class ResumptionTest {

  /** The settings that a resumed run may have otherwise, by what they change; no other may. */
  private static final Map<Effect, Set<String>> MAY_DIFFER =
      Map.of(
          Effect.DATA, Set.of("dataset", "data-dir"),
          Effect.ROUNDING, Set.of("device", "threads"),
          Effect.LENGTH, Set.of("epochs"),
          Effect.NONE,
              Set.of(
                  "download",
                  "runs",
                  "workers",
                  "skip-broken",
                  "report-every",
                  "checkpoint-minutes",
                  "on-nan",
                  "log-gradients",
                  "histogram-every"));

  /** Texts of which every setting takes two at least. */
  private static final List<String> TEXTS =
      List.of(
          "7",
          "40",
          "0.25",
          "0.5",
          "true",
          "false",
          "resnet20_cifar",
          "resnet50",
          "cifar10",
          "cifar100",
          "sgd_gc",
          "adam_gc");

  @TempDir Path folder;

  private RunDirectory begun(String model, String dataset, Map<String, String> more) {
    RunDirectory directory = RunDirectory.create(folder, "run");
    Choices choices =
        Choices.NONE
            .with(Settings.MODEL_NAME, model, Origin.USER)
            .with(Settings.DATASET, dataset, Origin.USER)
            .withAll(more, Origin.USER);
    directory.write(RunDirectory.CONFIG, FlatYaml.lines(Recipes.complete(choices).toMap()));
    Map<String, String> environment =
        Map.of("precision", "fp32", "device", "cpu()", "threads", "2");
    directory.write(Environment.FILE, FlatYaml.lines(environment));
    return directory;
  }

  private static Choices choices(RunDirectory directory) {
    return Choices.NONE.withConfig(directory.file(RunDirectory.CONFIG));
  }

  private static Choices asking(String name, String text) {
    return Choices.NONE.withText(Settings.get(name), text, Origin.USER);
  }

  @Test
  void everySettingIsOfOneKind() {
    Map<Effect, Set<String>> found =
        Settings.all().stream()
            .filter(setting -> setting.effect() != Effect.RESULT)
            .collect(
                Collectors.groupingBy(
                    Setting::effect, Collectors.mapping(Setting::name, Collectors.toSet())));
    assertEquals(MAY_DIFFER, found);
    assertTrue(Settings.all().size() > 60, Settings.all().size() + " settings");
  }

  static Stream<Setting<?>> settings() {
    return Settings.all().stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anotherValueIsAcceptedOrRefusedAsItsKindSays(Setting<?> setting) {
    boolean ofDetectors = Settings.OF_DETECTORS.contains(setting);
    RunDirectory run =
        ofDetectors
            ? begun("fasterrcnn_resnet18_fpn", "shapes", Map.of("train-sizes", "64"))
            : begun("resnet20_cifar", "cifar100_fine", Map.of());
    String before = choices(run).find(setting).map(Setting::format).orElse("(not set)");
    String other =
        Stream.concat(TEXTS.stream(), Stream.of(setting.hint().split("\\|")))
            .filter(text -> takes(setting, text) && !text.equals(before))
            // What the run's precision was decided to be is not another one.
            .filter(text -> !setting.equals(Settings.PRECISION) || text.equals("bf16"))
            .findFirst()
            .orElseThrow();
    Choices asked = Choices.NONE.withText(setting, other, Origin.USER);
    if (setting.effect() == Effect.RESULT) {
      String message =
          assertThrows(CheckpointException.class, () -> Resumption.of(run, asked)).getMessage();
      String shown = setting.equals(Settings.PRECISION) ? "fp32" : before;
      assertTrue(message.contains("--" + setting.name() + ": " + shown + " -> " + other), message);
      assertTrue(message.contains("start a new run"), message);
    } else {
      Resumption resumption = Resumption.of(run, asked);
      assertEquals(asked.find(setting), resumption.choices().find(setting));
      resumption.store();
      assertEquals(asked.find(setting), choices(run).find(setting), "and the next time too");
    }
    Choices same = Choices.NONE.with(setting, choices(run), Origin.USER);
    assertEquals(
        choices(run).toMap().get("seed"), Resumption.of(run, same).choices().toMap().get("seed"));
  }

  private static boolean takes(Setting<?> setting, String text) {
    try {
      setting.parse(text);
      return true;
    } catch (FinetuneException e) {
      return false;
    }
  }

  @Test
  void everyDifferenceIsShownAtOnce() {
    RunDirectory run = begun("resnet20_cifar", "cifar100_fine", Map.of("lr", "0.5"));
    Choices asked =
        asking("lr", "0.25").withAll(Map.of("batch-size", "7", "workers", "9"), Origin.CONFIG);
    String message =
        assertThrows(CheckpointException.class, () -> Resumption.of(run, asked)).getMessage();
    assertTrue(message.contains("  --batch-size: 32 -> 7\n  --lr: 0.5 -> 0.25\n"), message);
    assertFalse(message.contains("workers"), message);
  }

  @Test
  void nothingAskedGoesOnAsConfiguredAndWritesNothing() {
    RunDirectory run = begun("resnet20_cifar", "cifar100_fine", Map.of("lr", "0.5"));
    Map<String, String> before = choices(run).toMap();
    Resumption resumption = Resumption.of(run, Choices.NONE);
    Map<String, String> expected = new LinkedHashMap<>(before);
    expected.put("precision", "fp32"); // as the first device decided
    assertEquals(expected, resumption.choices().toMap());
    resumption.store();
    assertEquals(before, choices(run).toMap());
  }

  @Test
  void itsOwnConfigurationIsNoDifference() {
    RunDirectory run = begun("resnet20_cifar", "cifar100_fine", Map.of());
    assertEquals(
        Resumption.of(run, Choices.NONE).choices().toMap(),
        Resumption.of(run, choices(run)).choices().toMap());
  }

  private static Progress after(int epochs, long steps) {
    return new Progress(epochs, 0, steps, Map.of(), 0, 0, 0, 0.5);
  }

  static Stream<String> schedules() {
    return Schedules.all().stream().map(Schedules.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void otherEpochsAreAcceptedWhereTheRatesSoFarStay(String schedule) {
    RunDirectory run =
        begun(
            "resnet20_cifar",
            "cifar100_fine",
            Map.of("schedule", schedule, "epochs", "4", "milestones", "1,5", "warmup-epochs", "1"));
    Resumption longer = Resumption.of(run, asking("epochs", "6"));
    boolean stays = Set.of("constant", "step", "multistep").contains(schedule);
    assertEquals(List.of("epochs: 6 in place of 4"), longer.requireSamePast(10, after(0, 1)));
    if (stays) {
      assertEquals(List.of("epochs: 6 in place of 4"), longer.requireSamePast(10, after(3, 30)));
    } else {
      String message =
          assertThrows(CheckpointException.class, () -> longer.requireSamePast(10, after(3, 30)))
              .getMessage();
      assertTrue(message.contains("--epochs 6 in place of 4"), message);
      assertTrue(message.contains("the 30 steps already made other learning rates"), message);
      assertTrue(message.contains(schedule), message);
    }
    Resumption same = Resumption.of(run, asking("epochs", "4"));
    assertEquals(List.of(), same.requireSamePast(10, after(3, 30)));
  }

  @ParameterizedTest
  @CsvSource({"3, 2, true", "3, 3, true", "3, 4, false"})
  void fewerEpochsThanDoneAreRefused(int done, String epochs, boolean refused) {
    RunDirectory run =
        begun("resnet20_cifar", "cifar100_fine", Map.of("schedule", "constant", "epochs", "9"));
    Resumption shorter = Resumption.of(run, asking("epochs", epochs));
    if (refused) {
      assertThrows(
          CheckpointException.class, () -> shorter.requireSamePast(10, after(done, 10L * done)));
    } else {
      assertEquals(1, shorter.requireSamePast(10, after(done, 10L * done)).size());
    }
  }

  @Test
  void anEvaluationThatALongerRunWouldNotHaveMadeIsSaid() {
    RunDirectory run =
        begun(
            "resnet20_cifar",
            "cifar100_fine",
            Map.of("schedule", "constant", "epochs", "3", "evaluate-every", "2"));
    Resumption longer = Resumption.of(run, asking("epochs", "5"));
    assertEquals(
        List.of("epochs: 5 in place of 3; epoch 3 was evaluated as the last one"),
        longer.requireSamePast(10, after(3, 30)));
  }

  @Test
  void otherThreadsAreSaid() {
    RunDirectory run = begun("resnet20_cifar", "cifar100_fine", Map.of());
    Resumption resumption = Resumption.of(run, Choices.NONE);
    assertEquals(List.of(), resumption.otherRounding(Map.of("device", "cpu()", "threads", "2")));
    List<String> said = resumption.otherRounding(Map.of("device", "cpu()", "threads", "8"));
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("threads: 8, the run began with 2: "), said.get(0));
  }

  private static Split<?> shapes(String what) {
    return Datasets.openInstances("shapes:" + what, DatasetOptions.shipped());
  }

  @Test
  void otherDataAreRefusedWithTheDifference() {
    RunDirectory run = begun("fasterrcnn_resnet18_fpn", "shapes:images=9,test=3,size=64", Map.of());
    directoryOf(run, shapes("images=9,test=3,size=64"));
    Resumption resumption = Resumption.of(run, Choices.NONE);
    resumption.requireSameData(shapes("images=9,test=3,size=64"));
    String message =
        assertThrows(
                CheckpointException.class,
                () -> resumption.requireSameData(shapes("images=8,test=3,size=64")))
            .getMessage();
    assertTrue(message.contains("  train_images: 9 -> 8\n"), message);
    assertTrue(message.contains("  train_ids: "), message);
    assertFalse(message.contains("test_images"), message);
    String larger =
        assertThrows(
                CheckpointException.class,
                () -> resumption.requireSameData(shapes("images=9,test=3,size=96")))
            .getMessage();
    assertTrue(larger.contains("train_targets"), larger);
    assertFalse(larger.contains("train_ids"), larger);
  }

  private static void directoryOf(RunDirectory run, Split<?> data) {
    run.write(DataFingerprint.FILE, FlatYaml.lines(DataFingerprint.of(data)));
  }

  @Test
  void aFolderWithoutItsEnvironmentIsNoRun() {
    RunDirectory run = begun("resnet20_cifar", "cifar100_fine", Map.of());
    run.write(Environment.FILE, List.of("device: cpu()"));
    String message =
        assertThrows(CheckpointException.class, () -> Resumption.of(run, Choices.NONE))
            .getMessage();
    assertTrue(message.contains("lacks 'precision'"), message);
    assertEquals(Optional.empty(), Choices.NONE.find(Settings.PRECISION));
  }
}
