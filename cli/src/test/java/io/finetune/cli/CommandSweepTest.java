package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What every command has, whatever it does. */
class CommandSweepTest {

  static List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    collect(Main.commands(new PrintStream(PrintStream.nullOutputStream())), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandSpec> all) {
    all.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(below -> collect(below, all));
  }

  /** The words that call a command, without the program's name. */
  private static List<String> words(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of(command.qualifiedName(" ").split(" ")));
    words.remove(0);
    return words;
  }

  private static Console run(CommandSpec command, String... more) {
    return Console.run(
        Stream.concat(words(command).stream(), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void theseAreThere() {
    List<String> names = commands().stream().map(CommandSpec::qualifiedName).toList();
    assertTrue(
        names.containsAll(
            List.of(
                "finetune",
                "finetune eval",
                "finetune predict",
                "finetune list",
                "finetune doctor",
                "finetune completion",
                "finetune man",
                "finetune coco-eval",
                "finetune data check",
                "finetune data write")),
        names.toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpHasADescriptionAndAnExample(CommandSpec command) {
    Console console = run(command, "--help");
    assertEquals(0, console.code(), console.err());
    assertEquals("", console.err());
    String[] description = command.usageMessage().description();
    assertTrue(description.length > 0 && description[0].endsWith("."), command.name());
    String example = "Example: " + command.qualifiedName(" ").split(" ")[0] + " ";
    List<String> examples =
        console.out().lines().filter(line -> line.startsWith("Example: ")).toList();
    assertFalse(examples.isEmpty(), console.out());
    if (!command.qualifiedName().equals("finetune predict")) { // one of its examples is a pipe
      assertTrue(examples.stream().allMatch(line -> line.contains(example.substring(9))));
    }
    for (String line : console.out().lines().toList()) {
      assertFalse(line.contains("${") || line.contains("%n"), line);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyFlagIsExplained(CommandSpec command) {
    command
        .options()
        .forEach(
            option ->
                assertTrue(
                    option.description().length > 0 && !option.description()[0].isBlank(),
                    command.name() + " " + option.longestName()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aMistypedFlagGetsTheNearest(CommandSpec command) {
    String flag =
        command.options().stream()
            .map(option -> option.longestName())
            .filter(name -> name.startsWith("--") && name.length() > 5)
            .findFirst()
            .orElseThrow();
    Console console = run(command, flag.substring(0, flag.length() - 1));
    assertEquals(Main.USAGE, console.code(), console.err());
    assertEquals("", console.out());
    assertTrue(console.err().contains(flag), flag + " is not in: " + console.err());
  }

  @Test
  void theWholeHelpListsEachCommandInALine() {
    List<String> lines = Console.run("--help").out().lines().toList();
    int from = lines.indexOf("Commands");
    assertTrue(from > 0, lines.toString());
    for (CommandSpec command : commands()) {
      if (command.parent() != null && command.parent().parent() == null) {
        String summary = command.usageMessage().description()[0];
        assertTrue(
            lines.subList(from, lines.size()).stream()
                .anyMatch(
                    line ->
                        line.strip().startsWith(command.name() + " ") && line.endsWith(summary)),
            command.name());
      }
    }
  }
}
