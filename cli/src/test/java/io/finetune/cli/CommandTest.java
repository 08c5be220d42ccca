package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.card.ModelCards;
import io.finetune.data.Datasets;
import io.finetune.optim.Optimizers;
import io.finetune.run.Recipes;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a user meets it: exit codes, and what is said where. */
class CommandTest {

  @TempDir Path folder;

  private String out;
  private String err;

  private int run(String... args) {
    Console console = Console.run(args);
    out = console.out();
    err = console.err();
    return console.code();
  }

  /** Runs the smallest training there is, below this test's folder. */
  private int train(String... more) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, "--model", "resnet20_cifar", "--dataset", "cifar100_fine");
    Collections.addAll(args, "--weights", "none", "--epochs", "1", "--batch-size", "250");
    Collections.addAll(args, "--image-size", "8", "--resize", "8", "--threads", "1");
    Collections.addAll(args, "--runs", folder.resolve("runs").toString());
    Collections.addAll(args, more);
    return run(args.toArray(String[]::new));
  }

  @Test
  void aTrainingShowsItsSettingsItsProgressAndItsResult() throws IOException {
    assertEquals(0, train("--report-every", "1"), () -> err);
    assertTrue(out.contains("recipe: cifar_fine_tune"), out);
    assertTrue(out.contains("  batch-size 250"), out);
    assertTrue(out.contains("epoch 1/1  step 2/2"), out);
    assertTrue(out.matches("(?s).*final:  top1 \\d+\\.\\d\\d %  top5 \\d+\\.\\d\\d %.*"), out);
    Path made = folder.resolve("runs").resolve("resnet20_cifar-cifar100_fine-sgd_gc");
    assertTrue(out.contains("run directory: " + made), out);
    assertEquals(out, Files.readString(made.resolve("run.log")));
  }

  @Test
  void aRunsConfigurationFeedsBackIntoTheSameRun() throws IOException {
    assertEquals(0, train("--optimizer", "adamw_gc", "--lr", "0.002", "--flip", "0.25"));
    Path runs = folder.resolve("runs");
    Path config = runs.resolve("resnet20_cifar-cifar100_fine-adamw_gc").resolve("config.yaml");
    assertEquals(0, run("--config", config.toString()), () -> err);
    Path again = runs.resolve("resnet20_cifar-cifar100_fine-adamw_gc-2").resolve("config.yaml");
    assertEquals(Files.readString(config), Files.readString(again));
    assertTrue(Files.readString(config).contains("lr: 0.002"), Files.readString(config));
  }

  @Test
  void flagsWinOverTheConfiguration() throws IOException {
    Path config = Files.writeString(folder.resolve("mine.yaml"), "seed: 3\nflip: 0.1\n");
    assertEquals(0, train("--config", config.toString(), "--seed", "4"), () -> err);
    assertTrue(out.contains("  seed 4"), out);
    assertTrue(out.contains("  flip 0.1"), out);
  }

  @Test
  void aConfigurationWithAnUnknownNameIsRefused() throws IOException {
    Path config = Files.writeString(folder.resolve("mine.yaml"), "epoch: 3\n");
    assertEquals(Main.FAILURE, train("--config", config.toString()));
    assertTrue(err.contains("did you mean 'epochs'?"), err);
  }

  @ParameterizedTest
  @CsvSource({
    "--model, resnet5, resnet50",
    "--dataset, cifar100_fin, cifar100_fine",
    "--optimizer, sgd_cg, sgd_gc"
  })
  void anUnknownNameGetsTheNearest(String flag, String name, String nearest) {
    assertEquals(Main.USAGE, train(flag, name));
    assertTrue(err.contains(name), err);
    assertTrue(err.matches("(?s).*(did you mean|nearest are) '?" + nearest + "\\b.*"), err);
    assertEquals("", out);
    assertFalse(Files.exists(folder.resolve("runs")));
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, many, a whole number",
    "--epochs, 0, 1 or more",
    "--flip, 1.5, a number from",
    "--lr, NaN, a number from",
    "--schedule, steps, 'one of constant, step'",
    "--nesterov, maybe, true or false"
  })
  void aBadValueIsWrongUsage(String flag, String value, String expected) {
    assertEquals(Main.USAGE, train(flag, value));
    assertTrue(err.contains(flag + " does not take '" + value + "': expected " + expected), err);
  }

  @Test
  void anUnknownFlagGetsTheNearest() {
    assertEquals(Main.USAGE, train("--epoch", "3"));
    assertTrue(err.contains("'--epoch'"), err);
    assertTrue(err.contains("--epochs"), err);
  }

  @ParameterizedTest
  @CsvSource({"--model, --dataset, cifar100_fine", "--dataset, --model, resnet50"})
  void whatIsNeededIsNamed(String missing, String given, String value) {
    assertEquals(Main.USAGE, run(given, value));
    assertTrue(err.contains(missing + " is missing"), err);
  }

  @Test
  void aMissingFolderIsShownWithItsNearestParent() {
    Path absent = folder.resolve("no").resolve("such");
    assertEquals(Main.FAILURE, train("--dataset", "folder:" + absent));
    assertTrue(err.contains(absent + " does not exist"), err);
    assertTrue(err.contains("nearest folder that does is " + folder), err);
    assertFalse(err.contains("\tat "), "a stack trace without --verbose: " + err);
    assertFalse(Files.exists(folder.resolve("runs")));
  }

  @Test
  void verboseShowsTheStackTrace() {
    assertEquals(Main.FAILURE, train("--dataset", "folder:" + folder.resolve("no"), "--verbose"));
    assertTrue(err.contains("\tat io.finetune."), err);
  }

  @Test
  void anImpossibleNetworkIsAnError() {
    assertEquals(Main.FAILURE, train("--norm", "group"));
    assertTrue(err.contains("32 groups"), err);
    assertFalse(err.contains("unexpected"), err);
  }

  @Test
  void aBatchBeyondItsBufferIsAnError() {
    assertEquals(Main.FAILURE, train("--batch-size", "11184811"));
    assertTrue(err.contains("holds 11184810 of 8x8 pixels"), err);
    assertFalse(err.contains("unexpected"), err);
  }

  @Test
  void whatCannotBeResumedIsAnError() {
    assertEquals(Main.FAILURE, run("--resume", folder.toString()));
    assertTrue(err.contains(folder + " is not the folder of a run"), err);
  }

  @Test
  void helpShowsEverySetting() {
    assertEquals(0, run("--help"));
    for (Setting<?> setting : Settings.all()) {
      assertTrue(out.contains("--" + setting.name()), setting.name());
    }
    for (Setting.Group group : Setting.Group.values()) {
      assertTrue(out.lines().anyMatch(group.title()::equals), group.title());
    }
  }

  @Test
  void helpShowsTheExitCodes() {
    assertEquals(0, run("--help"));
    String codes = out.substring(out.indexOf("Exit codes"));
    for (int code : new int[] {0, Main.FAILURE, Main.USAGE, 130, 143}) {
      assertTrue(codes.lines().anyMatch(line -> line.matches(" *" + code + "  +\\S.*")), out);
    }
  }

  @Test
  void whatWouldChangeAResumedRunIsRefusedWithTheDifference() {
    assertEquals(0, train());
    Path made = folder.resolve("runs").resolve("resnet20_cifar-cifar100_fine-sgd_gc");
    assertEquals(Main.FAILURE, run("--resume", made.toString(), "--lr", "0.5", "--flip", "0.1"));
    assertTrue(err.contains("  --lr: 0.05 -> 0.5\n  --flip: 0.5 -> 0.1\n"), err);
    assertEquals(0, run("--resume", made.toString(), "--workers", "3"), () -> err);
    assertTrue(out.contains("  workers 3"), out);
  }

  @Test
  void listsShowEveryLine() {
    checkList("models", ModelCards.all(), card -> card.name());
    checkList("datasets", Datasets.all(), entry -> entry.name());
    checkList("optimizers", Optimizers.all(), Optimizers.Entry::name);
    checkList("recipes", Recipes.all(), Recipes.Recipe::name);
    assertEquals(Main.USAGE, run("list", "planets"));
  }

  private <E> void checkList(String table, List<E> entries, Function<E, String> name) {
    assertEquals(0, run("list", table), () -> err);
    List<String> names = out.lines().map(line -> line.split(" ", 2)[0]).toList();
    assertEquals(entries.stream().map(name).toList(), names);
    assertEquals(0, run("list", table, "--json"), () -> err);
    JsonArray lines = JsonParser.parseString(out).getAsJsonArray();
    assertEquals(entries.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonObject line = lines.get(i).getAsJsonObject();
      assertEquals(names.get(i), line.get("name").getAsString());
      assertFalse(line.get("description").getAsString().isBlank());
      assertTrue(line.size() > 2, out);
    }
  }

  @Test
  void modelsAreListedWithWhatTheyAreFor() {
    assertEquals(0, run("list", "models"), () -> err);
    List<String> tasks = out.lines().map(line -> line.split(" +", 3)[1]).distinct().toList();
    assertEquals(List.of("classification", "detection", "segmentation"), tasks);
    assertTrue(
        out.lines().anyMatch(line -> line.matches("maskrcnn_resnet50_fpn +segmentation +Mask .*")),
        out);
  }

  /** Runs the smallest training of a detector there is, below this test's folder. */
  private int detect(String... more) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, "--model", "fasterrcnn_resnet18_fpn", "--epochs", "1");
    Collections.addAll(args, "--dataset", "shapes:images=2,test=1,size=64", "--batch-size", "2");
    Collections.addAll(args, "--min-size", "32", "--max-size", "32", "--proposals", "20");
    Collections.addAll(args, "--test-proposals", "10", "--threads", "1");
    Collections.addAll(args, "--runs", folder.resolve("runs").toString());
    Collections.addAll(args, more);
    return run(args.toArray(String[]::new));
  }

  @Test
  void frozenLayersAndTheEpsOfNormsAreKeptForLaterRuns() throws IOException {
    assertEquals(
        0,
        detect("--freeze-layers", "stage2", "--norm", "frozen_batch", "--norm-eps", "0"),
        () -> err);
    assertTrue(out.contains("  freeze stage2  norm frozen_batch  norm-eps 0"), out);
    Path run;
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("freeze: stage2"));
    String last = run.resolve("last.safetensors").toString();
    assertEquals(0, detect("--weights", last, "--norm", "frozen_batch"), () -> err);
    assertTrue(out.contains("  norm-eps 0  "), out);
    assertEquals(0, detect("--weights", last), () -> err);
    assertTrue(out.contains("  norm batch  norm-eps 0.00001  "), out);
    assertEquals(Main.FAILURE, detect("--freeze-layers", "3"));
    assertTrue(err.contains("--freeze does not take '3': expected none, stem, stage1"), err);
  }

  @Test
  void versionIsShown() {
    assertEquals(0, run("--version"));
    assertTrue(out.startsWith("finetune "), out);
  }
}
