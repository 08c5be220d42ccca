package io.finetune.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.report.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code finetune list}: the tables, as they stand in the code. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Lists the models, datasets, optimizers or recipes that there are.",
    footer = {"", "Example: finetune list optimizers", "Example: finetune list models --json"})
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TABLE", description = "one of ${COMPLETION-CANDIDATES}")
  private Listing table;

  @Option(names = "--json", description = "print all that is known of each line as JSON")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonFile.text(this::write));
    } else {
      table.lines().forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Map<String, Object> line : table.facts()) {
      write(json, line);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else {
      json.writePOJO(value); // of plain values: numbers, texts, truth values
    }
  }
}
