package io.finetune.cli;

import io.finetune.page.ComparisonPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune compare}: makes one page of several runs. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Shows runs side by side in one page.",
      "The page is DIR/compare.html, with plots and numbers in DIR/report. Runs that differ in"
          + " nothing but the seed are one group, shown as mean and spread; the groups are compared"
          + " with that of the first run."
    },
    footer = {
      "",
      "Example: finetune compare runs/resnet50-cub200-sgd* runs/resnet50-cub200-sgd_gc* --out"
          + " compared"
    })
final class CompareCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "2..*",
      paramLabel = "RUN_DIR",
      description = "the folders of two runs or more")
  private List<Path> runs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "where to write; former pages of this command are replaced")
  private Path out;

  @Override
  public Integer call() {
    Path page = ComparisonPage.write(runs, out);
    PrintWriter printer = spec.commandLine().getOut();
    printer.println("comparison: " + page);
    printer.flush();
    return 0;
  }
}
