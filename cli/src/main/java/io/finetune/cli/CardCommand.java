package io.finetune.cli;

import io.finetune.run.RunReadme;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune card RUN_DIR}: makes a run's model card anew. */
@Command(
    name = "card",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the model card of a run: README.md in its folder.",
      "A training does so itself at its end.",
      "What a person wrote into the sections that ask for it stays."
    },
    footer = {"", "Example: finetune card runs/resnet50-cub200-sgd_gc"})
final class CardCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_DIR", description = "the folder of a run")
  private Path run;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("card: " + RunReadme.write(run));
    out.flush();
    return 0;
  }
}
