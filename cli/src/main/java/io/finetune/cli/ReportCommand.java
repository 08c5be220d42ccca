package io.finetune.cli;

import io.finetune.page.RunPage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune report}: makes the page of a run anew. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Makes the page of a run anew.",
      "The page is RUN_DIR/report.html, with plots and numbers in RUN_DIR/report. Every training"
          + " makes it at its end; after one that was killed, or an update of finetune, this does."
    },
    footer = {"", "Example: finetune report runs/resnet50-cub200-sgd_gc"})
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_DIR", description = "the folder of a run")
  private Path run;

  @Override
  public Integer call() {
    Path page = RunPage.write(run);
    PrintWriter out = spec.commandLine().getOut();
    out.println("report: " + page);
    out.flush();
    return 0;
  }
}
