package io.finetune.docs;

import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import java.util.List;

/** docs/datasets.md, from the table of datasets. */
final class DatasetPage {

  private static final String INTRODUCTION =
      """
      # Datasets

      <!-- Made from the table Datasets by GeneratedPagesTest; edit that. -->

      A name for `--dataset`. Where the data are not found under the cache, `--data-dir` names their folder
      or archive. `finetune data check --dataset NAME` counts them, decodes everything and draws samples.
      """;

  private DatasetPage() {}

  static String text() {
    Markdown page = new Markdown().line(INTRODUCTION);
    page.heading(List.of("dataset", "what", "classes", "images"));
    for (DatasetEntry<?> entry : Datasets.all()) {
      String classes =
          entry.classes().isPresent()
              ? Integer.toString(entry.classes().getAsInt())
              : "read from the data";
      page.row(
          List.of(
              "[" + entry.name() + "](#" + entry.name() + ")",
              entry.description(),
              classes,
              entry.images()));
    }
    page.line("");
    for (DatasetEntry<?> entry : Datasets.all()) {
      page.paragraph("## " + entry.name());
      page.line("- Layout: " + entry.layout());
      page.line("- From: " + entry.homepage());
      page.line("- Terms: " + entry.licence());
      page.line(
          "- `--download`: "
              + (entry.archives().isEmpty() ? "nothing to fetch" : "fetches it from there"));
      page.line("");
    }
    return page.toString();
  }
}
