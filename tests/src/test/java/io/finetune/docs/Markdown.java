package io.finetune.docs;

import java.util.List;
import java.util.stream.Collectors;

/** Tables and lines of a page. */
final class Markdown {

  private final StringBuilder text = new StringBuilder();

  Markdown line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** A paragraph, with an empty line behind it. */
  Markdown paragraph(String words) {
    return line(words).line("");
  }

  Markdown row(List<?> cells) {
    return line(
        cells.stream()
            .map(cell -> String.valueOf(cell).replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  Markdown heading(List<String> columns) {
    return row(columns).row(columns.stream().map(column -> "---").toList());
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing() + "\n";
  }
}
