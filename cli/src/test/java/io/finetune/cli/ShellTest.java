package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.card.ModelCards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion and manual pages, by the programs that read them, where these are installed. */
class ShellTest {

  @TempDir Path folder;

  private record Ran(int code, List<String> lines) {}

  private Ran run(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), String.join(" ", command));
    return new Ran(process.exitValue(), Files.readAllLines(output, StandardCharsets.UTF_8));
  }

  private static boolean has(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  /** What bash offers for the last of some words. */
  private List<String> completed(Path script, String... words) throws Exception {
    String line =
        "source '"
            + script
            + "'; compopt() { :; }; COMP_WORDS=("
            + String.join(" ", words)
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; COMP_LINE=\""
            + String.join(" ", words)
            + "\"; _complete_finetune; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return run("bash", "--norc", "-c", line).lines();
  }

  @Test
  void bashCompletesCommandsFlagsAndNames() throws Exception {
    assumeTrue(has("bash"), "there is no bash on this machine");
    Console console = Console.run("completion", "bash");
    assertEquals(0, console.code(), console.err());
    Path script = Files.writeString(folder.resolve("finetune_completion"), console.out());
    assertEquals(new Ran(0, List.of()), run("bash", "-n", script.toString()));
    assertEquals(List.of("predict"), completed(script, "finetune", "pre"));
    assertEquals(List.of("--label-smoothing"), completed(script, "finetune", "--label"));
    assertEquals(
        ModelCards.all().stream()
            .map(card -> card.name())
            .filter(n -> n.startsWith("mask"))
            .toList(),
        completed(script, "finetune", "--model", "mask"));
    assertEquals(
        List.of("sgd_gc", "sgd_gcc"), completed(script, "finetune", "--optimizer", "sgd_g"));
    assertEquals(List.of("coco2017", "coco:"), completed(script, "finetune", "--dataset", "coco"));
    assertEquals(
        List.of("cosine", "constant").stream().sorted().toList(),
        completed(script, "finetune", "--schedule", "co").stream().sorted().toList());
    assertEquals(
        List.of("cifar100_fine"), completed(script, "finetune", "eval", "--dataset", "cifar100_f"));
    assertEquals(List.of("recipes"), completed(script, "finetune", "list", "rec"));
    Path image = Files.writeString(folder.resolve("image.jpg"), "");
    assertEquals(
        List.of(image.toString()),
        completed(script, "finetune", "predict", folder.resolve("im").toString()));
    assertEquals(
        List.of(image.toString()),
        completed(script, "finetune", "--resume", folder.resolve("im").toString()));
  }

  @Test
  void zshIsServedByTheSameScript() throws Exception {
    Console console = Console.run("completion", "zsh");
    assertEquals(Console.run("completion", "bash").out(), console.out());
    assertTrue(console.out().contains("bashcompinit"), "which loads what zsh needs for it");
    assertEquals(Main.USAGE, Console.run("completion", "fish").code());
    if (has("zsh")) {
      Path script = Files.writeString(folder.resolve("finetune_completion"), console.out());
      assertEquals(new Ran(0, List.of()), run("zsh", "-n", script.toString()));
    }
  }

  @Test
  void manShowsEveryPageWithoutAWarning() throws Exception {
    Path pages = folder.resolve("man1");
    Console console = Console.run("man", pages.toString());
    assertEquals(0, console.code(), console.err());
    List<Path> written;
    try (Stream<Path> files = Files.list(pages)) {
      written = files.sorted().toList();
    }
    assertEquals(CommandSweepTest.commands().size(), written.size());
    for (Path page : written) {
      String roff = Files.readString(page);
      assertTrue(roff.startsWith(".TH FINETUNE"), roff);
      assertTrue(roff.contains("\n.SH NAME\n") && roff.contains("\n.SH EXAMPLES\n"), "" + page);
    }
    assumeTrue(has("man"), "there is no man on this machine to show the pages");
    for (Path page : written) {
      Ran shown = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-P", "cat", "" + page);
      assertEquals(0, shown.code(), String.join("\n", shown.lines()));
      assertEquals(
          List.of(), shown.lines().stream().filter(line -> line.contains("warning")).toList());
    }
    Ran shown = run("man", "-Tascii", "-P", "cat", "-l", "" + pages.resolve("finetune-predict.1"));
    String text = String.join("\n", shown.lines()).replaceAll(".\b", "");
    assertTrue(text.contains("--checkpoint=RUN_DIR|FILE"), text);
    assertTrue(text.contains("EXAMPLES"), text);
  }
}
