package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/**
 * docs/commands.md says what {@code --help} says. When a command has changed, copy the page that
 * the failure names over it.
 */
class CommandsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "commands.md");

  private static final List<String> HEAD =
      List.of(
          "# Commands",
          "",
          "`finetune COMMAND --help` shows every flag. The bare command trains. Exit codes are 0 for"
              + " success, 1 for a failure, 2 for",
          "wrong usage; the message says what to do, `--verbose` adds the stack trace.",
          "",
          "This page is what `--help` says; a test compares them.",
          "");

  @Test
  void thePageIsWhatTheCommandsSay() throws IOException {
    List<String> page = new ArrayList<>(HEAD);
    page.add("| command | |");
    page.add("| --- | --- |");
    for (CommandSpec command : CommandSweepTest.commands()) {
      page.add("| `" + command.qualifiedName() + "` | " + ManPage.summary(command) + " |");
    }
    CommandSweepTest.commands().forEach(command -> section(command, page));
    String expected = String.join("\n", page) + "\n";
    Path written = Files.writeString(Path.of("target", "commands.md"), expected);
    assertEquals(
        expected,
        Files.exists(PAGE) ? Files.readString(PAGE).replace("\r\n", "\n") : "",
        "docs/commands.md differs from what the commands say: replace it by "
            + written.toAbsolutePath());
  }

  private static void section(CommandSpec command, List<String> page) {
    List<String> footer = ManPage.footer(command);
    page.addAll(List.of("", "## " + command.qualifiedName(), ""));
    page.addAll(List.of(ManPage.description(command), "", "```sh"));
    page.addAll(ManPage.examples(footer));
    page.add("```");
    List<String> notes = footer.stream().filter(line -> !line.startsWith("Example: ")).toList();
    if (!notes.isEmpty()) {
      page.add("");
      page.addAll(notes);
    }
  }
}
