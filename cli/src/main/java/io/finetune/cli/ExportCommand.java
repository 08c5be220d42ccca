package io.finetune.cli;

import io.finetune.FinetuneException;
import io.finetune.export.Export;
import io.finetune.export.Exported;
import io.finetune.export.Exports;
import io.finetune.export.Exports.Format;
import io.finetune.export.NetworkInput;
import io.finetune.predict.Checkpoint;
import io.finetune.run.ModelFacts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finetune export}: writes a trained model in a format of others. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Writes a trained model in a format that others read.",
      "What was written is loaded back, run and compared with the checkpoint before it appears."
    },
    footer = {
      "",
      "Example: finetune export --checkpoint runs/resnet50-cub200-sgd_gc --format onnx --out"
          + " birds.onnx",
      "Classes and preprocessing travel with every format. Detectors are written as safetensors and"
          + " pth."
    })
final class ExportCommand implements Callable<Integer> {

  /** The names of the formats, for the help. */
  static final class FormatNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Exports.all().stream().map(Format::name).iterator();
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "RUN_DIR|FILE",
      description = "the folder of a run, whose best.safetensors is taken, or such a file")
  private Path checkpoint;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      completionCandidates = FormatNames.class,
      description = "one of ${COMPLETION-CANDIDATES}")
  private String format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "the file to write, or for djl the folder; must not be there yet")
  private Path out;

  @Option(
      names = "--input",
      paramLabel = "normalized|pixels",
      description =
          "what an onnx or torchscript network takes: normalised float32 (the default), or uint8"
              + " pixels that it normalises itself")
  private String input = "normalized";

  @Override
  public Integer call() {
    Format chosen = format();
    NetworkInput taken = input();
    Checkpoint trained = Checkpoint.read(checkpoint);
    ModelFacts facts = trained.facts();
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "model: %s of %s, %d classes, trained on %s%n",
        facts.model(),
        trained.file(),
        facts.classes().size(),
        facts.dataset());
    console.flush();
    Exported done = Export.checkpoint(trained).format(chosen).input(taken).write(out);
    console.println("checked: " + done.comparison().describe());
    console.printf(
        Locale.ROOT, "written: %s, %.1f MB%n", done.path(), done.bytes() / (1024.0 * 1024.0));
    console.flush();
    return 0;
  }

  private Format format() {
    try {
      return Exports.get(format);
    } catch (FinetuneException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private NetworkInput input() {
    for (NetworkInput each : NetworkInput.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(input)) {
        return each;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--input does not take " + input + ": expected normalized or pixels");
  }
}
