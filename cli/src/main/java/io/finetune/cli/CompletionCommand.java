package io.finetune.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune completion bash|zsh}: the script that lets a shell complete the commands. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Prints a script that lets bash or zsh complete commands and names.",
      "It completes commands, flags, files, and the names of models, datasets and optimizers."
    },
    footer = {
      "",
      "Example: source <(finetune completion bash)",
      "For every bash: finetune completion bash >"
          + " ~/.local/share/bash-completion/completions/finetune",
      "For every zsh: put  source <(finetune completion zsh)  into ~/.zshrc, after compinit."
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells. */
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  @SuppressWarnings("unused") // asked for, so that a shell with another script can follow
  private Shell shell;

  @Override
  public Integer call() {
    CommandLine whole = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    // One script serves both: in zsh it loads bashcompinit first.
    out.print(AutoComplete.bash(whole.getCommandName(), whole).replace("\r\n", "\n"));
    out.flush();
    return 0;
  }
}
