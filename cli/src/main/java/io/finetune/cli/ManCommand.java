package io.finetune.cli;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune man}: manual pages from the same model that {@code --help} is printed from. */
@Command(
    name = "man",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Writes manual pages, one a command, as man(1) reads them.",
    footer = {
      "",
      "Example: finetune man ~/.local/share/man/man1",
      "Then man finetune shows them, and man finetune-predict, and so on. Pages that are there are"
          + " replaced."
    })
final class ManCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "where to write, made if it is not there")
  private Path folder;

  @Override
  public Integer call() {
    List<CommandSpec> commands = new ArrayList<>();
    collect(spec.root().commandLine(), commands);
    Path target = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(target);
      for (CommandSpec command : commands) {
        ManPage page = new ManPage(command);
        Files.writeString(target.resolve(page.name() + ".1"), page.roff(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new FinetuneException("cannot write manual pages to " + target + ": " + e, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%d manual pages: %s%n", commands.size(), target);
    out.flush();
    return 0;
  }

  private static void collect(CommandLine command, List<CommandSpec> commands) {
    commands.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(below -> collect(below, commands));
  }
}
