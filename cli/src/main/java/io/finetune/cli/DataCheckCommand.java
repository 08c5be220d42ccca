package io.finetune.cli;

import io.finetune.data.Dataset;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.report.ContactSheet;
import io.finetune.report.ContactSheet.Section;
import io.finetune.report.DatasetCheck;
import io.finetune.report.DatasetText;
import io.finetune.report.PartReport;
import io.finetune.report.Pictures;
import io.finetune.report.SampleSheet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finetune data check}: counts a dataset, decodes its images, and draws a contact sheet. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Counts a dataset, finds what is broken in it, and draws samples of it.",
    footer = {
      "",
      "Example: finetune data check --dataset coco:photos --sheet photos.png",
      "Exit code 1 says that something is broken."
    })
final class DataCheckCommand implements Callable<Integer> {

  /** The parts that are looked at. */
  enum Part {
    train,
    test,
    both
  }

  /** How many images of a part --quick decodes. */
  private static final int QUICK = 1000;

  private static final int SAMPLES = 12;

  @Spec private CommandSpec spec;
  @Mixin private DatasetChoice dataset;

  @Option(
      names = "--split",
      paramLabel = "train|test|both",
      defaultValue = "both",
      description = "which part (default: ${DEFAULT-VALUE})")
  private Part part;

  @Option(
      names = "--quick",
      description =
          "decode only the first " + QUICK + " images of a part; annotations are all read")
  private boolean quick;

  @Option(names = "--all", description = "list every class and every problem, not the first ones")
  private boolean all;

  @Option(
      names = "--sheet",
      paramLabel = "FILE.png",
      description = "draw samples with their boxes, masks and class names")
  private Path sheet;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "how many of a part the sheet shows (default: " + SAMPLES + ")")
  private Integer samples;

  @Override
  public Integer call() {
    requireSheet();
    if (dataset.hasObjects()) {
      return check(
          Datasets.openInstances(dataset.name(), dataset.options()),
          DatasetCheck::objects,
          SampleSheet::objects);
    }
    return check(
        Datasets.open(dataset.name(), dataset.options()),
        DatasetCheck::classes,
        SampleSheet::classes);
  }

  private void requireSheet() {
    if (samples != null && (sheet == null || samples < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          sheet == null
              ? "--samples needs --sheet FILE.png to draw them on"
              : "--samples does not take " + samples + ": expected a whole number from 1");
    }
  }

  /** Looks at one part. */
  @FunctionalInterface
  private interface Look<T> {
    PartReport at(DatasetCheck check, String part, Dataset<T> dataset);
  }

  /** Draws samples of one part. */
  @FunctionalInterface
  private interface Draw<T> {
    Section of(String part, Dataset<T> dataset, int samples, long seed);
  }

  private <T> int check(Split<T> split, Look<T> look, Draw<T> draw) {
    List<Section> sections = new ArrayList<>();
    List<PartReport> reports = new ArrayList<>();
    if (sheet != null) { // first, so that a missing font is not found out after minutes of decoding
      int count = samples == null ? SAMPLES : samples;
      parts(split).forEach((name, p) -> sections.add(draw.of(name, p, count, dataset.seed())));
    }
    parts(split).forEach((name, p) -> reports.add(look.at(check(), name, p)));
    PrintWriter out = spec.commandLine().getOut();
    DatasetText.lines(reports, all).forEach(out::println);
    if (sheet != null) {
      Pictures.write(new ContactSheet(sections).draw(), sheet);
      out.println("contact sheet: " + sheet.toAbsolutePath().normalize());
    }
    out.flush();
    return reports.stream().anyMatch(PartReport::isBroken) ? Main.FAILURE : 0;
  }

  private <T> Map<String, Dataset<T>> parts(Split<T> split) {
    Map<String, Dataset<T>> parts = new LinkedHashMap<>();
    if (part != Part.test) {
      parts.put("train", split.train());
    }
    if (part != Part.train) {
      parts.put("test", split.test());
    }
    return parts;
  }

  private DatasetCheck check() {
    ImageProgress progress = new ImageProgress("decoded", spec.commandLine().getErr());
    return new DatasetCheck(quick ? QUICK : Integer.MAX_VALUE, progress::add);
  }
}
