package io.finetune.cli;

import io.finetune.coco.IouType;
import io.finetune.report.EvaluationJson;
import io.finetune.report.EvaluationPlots;
import io.finetune.report.EvaluationText;
import io.finetune.report.ResultsEvaluation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finetune coco-eval}: scores anybody's results file as pycocotools does. */
@Command(
    name = "coco-eval",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Scores detections in COCO's results format, number for number as pycocotools.",
    footer = {
      "",
      "Example: finetune coco-eval --annotations instances_val2017.json --results detections.json"
          + " --per-category --plots plots",
      "A score that is not defined, because nothing of its kind is annotated, is n/a."
    })
final class CocoEvalCommand implements Callable<Integer> {

  /** What overlap is measured on. */
  enum Overlap {
    bbox,
    segm,
    both
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--annotations",
      required = true,
      paramLabel = "FILE",
      description = "the ground truth, an instances_*.json")
  private Path annotations;

  @Option(
      names = "--results",
      required = true,
      paramLabel = "FILE",
      description = "the detections, in COCO's results format")
  private Path results;

  @Option(
      names = "--iou",
      paramLabel = "bbox|segm|both",
      description =
          "what overlap is measured on (default: both if the results have masks, else bbox)")
  private Overlap iou;

  @Option(names = "--per-category", description = "show a table of the categories, too")
  private boolean perCategory;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "write a precision-recall curve of each category and an overview as PNG")
  private Path plots;

  @Option(names = "--json", paramLabel = "FILE", description = "write all scores as JSON, in full")
  private Path json;

  @Option(
      names = "--no-categories",
      description = "let a detection match an object of any category, as for proposals")
  private boolean noCategories;

  @Option(
      names = "--max-detections",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,10,100",
      description =
          "how many detections of an image and category count, ascending (default: ${DEFAULT-VALUE})")
  private List<Integer> maxDetections;

  @Override
  public Integer call() {
    requireAscending();
    ResultsEvaluation evaluation =
        ResultsEvaluation.of(annotations, results, types(), !noCategories, maxDetections);
    PrintWriter out = spec.commandLine().getOut();
    EvaluationText.lines(evaluation, perCategory).forEach(out::println);
    out.flush();
    if (json != null) {
      EvaluationJson.write(evaluation, json);
      out.println();
      out.println("scores: " + json.toAbsolutePath().normalize());
    }
    if (plots != null) {
      List<Path> files = EvaluationPlots.write(evaluation, plots);
      out.println();
      out.println(files.size() + " plots: " + plots.toAbsolutePath().normalize());
    }
    out.flush();
    return 0;
  }

  /** The measures of overlap that were asked for; none leaves it to the results file. */
  private Set<IouType> types() {
    if (iou == null) {
      return Set.of();
    }
    return switch (iou) {
      case bbox -> Set.of(IouType.BBOX);
      case segm -> Set.of(IouType.SEGM);
      case both -> Set.of(IouType.BBOX, IouType.SEGM);
    };
  }

  private void requireAscending() {
    int before = 0;
    for (int limit : maxDetections) {
      if (limit <= before) {
        throw new ParameterException(
            spec.commandLine(),
            "--max-detections does not take "
                + maxDetections
                + ": expected whole numbers from 1, ascending, such as 1,10,100");
      }
      before = limit;
    }
  }
}
