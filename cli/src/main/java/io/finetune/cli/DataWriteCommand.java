package io.finetune.cli;

import io.finetune.data.CocoFolderWriter;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.data.Split;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finetune data write}: writes a dataset of objects in COCO's layout. */
@Command(
    name = "write",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Writes a dataset of objects to a folder in COCO's layout.",
    footer = {
      "",
      "Example: finetune data write --dataset shapes:images=500,test=100 --out shapes",
      "Then coco:DIR is the same dataset, here and in every tool that reads COCO's layout."
    })
final class DataWriteCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private DatasetChoice dataset;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "where to write, a folder that is empty or not there")
  private Path folder;

  @Override
  public Integer call() {
    dataset.requireKnown();
    Split<Instances> split = Datasets.openInstances(dataset.name(), dataset.options());
    ImageProgress progress = new ImageProgress("written", spec.commandLine().getErr());
    CocoFolderWriter.write(split, folder, progress::add);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d images to train on and %d to test on: %s%n",
        split.train().size(),
        split.test().size(),
        folder.toAbsolutePath().normalize());
    out.flush();
    return 0;
  }
}
