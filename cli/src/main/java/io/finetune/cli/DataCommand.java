package io.finetune.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finetune data}: what is done with a dataset beside training on it. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    subcommands = {DataCheckCommand.class, DataWriteCommand.class},
    description = "Checks or writes a dataset.",
    footer = {"", "Example: finetune data check --dataset coco:photos --sheet photos.png"})
final class DataCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "data needs to be told what to do: data check or data write");
  }
}
