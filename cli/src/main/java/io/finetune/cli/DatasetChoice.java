package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.data.DatasetEntry;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flags that name a dataset. */
final class DatasetChoice {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      completionCandidates = TableNames.OfDatasets.class,
      description = "the dataset (finetune list datasets), such as cub200 or coco:DIR")
  private String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "the folder or archive that holds it")
  private Path root;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "decides every random choice (default: ${DEFAULT-VALUE})")
  private long seed;

  String name() {
    return name;
  }

  long seed() {
    return seed;
  }

  /** Whether its images have labelled objects, not one class each. */
  boolean hasObjects() {
    return Datasets.ofObjects().contains(entry());
  }

  /** Requires a name of the table; another is wrong usage. */
  void requireKnown() {
    entry();
  }

  private DatasetEntry<?> entry() {
    try {
      return Datasets.entry(name);
    } catch (FinetuneException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  DatasetOptions options() {
    return new DatasetOptions(
        Optional.ofNullable(root),
        false,
        DatasetOptions.defaultCache(),
        DatasetOptions.DEFAULT_TEST_FRACTION,
        seed);
  }
}
