package io.finetune.run;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** YAML files of one level: names and texts. */
final class FlatYaml {

  private FlatYaml() {}

  /**
   * Reads a file; every scalar comes as the text it is written as, a list joined by commas.
   *
   * @throws FinetuneException if it cannot be read, is no YAML, or has levels
   */
  static Map<String, String> read(Path path) {
    Object document;
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      LoadSettings settings =
          LoadSettings.builder().setLabel(path.toString()).setSchema(new FailsafeSchema()).build();
      // Asked for the one document, the library fails on a text that has none.
      Iterator<Object> documents = new Load(settings).loadAllFromString(text).iterator();
      document = documents.hasNext() ? documents.next() : null;
      if (documents.hasNext()) {
        throw new FinetuneException(
            path.toAbsolutePath() + " holds more than one YAML document; keep one");
      }
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot read the configuration " + path.toAbsolutePath() + ": " + e, e);
    } catch (YamlEngineException e) {
      throw new FinetuneException(path.toAbsolutePath() + " is not YAML: " + e.getMessage(), e);
    }
    if (!(document instanceof Map<?, ?> map)) {
      throw new FinetuneException(path.toAbsolutePath() + " holds no 'name: value' lines");
    }
    Map<String, String> values = new LinkedHashMap<>();
    map.forEach((name, value) -> values.put(name.toString(), text(path, name, value)));
    return values;
  }

  private static String text(Path path, Object name, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(each -> scalar(path, name, each)).collect(Collectors.joining(","));
    }
    return scalar(path, name, value);
  }

  private static String scalar(Path path, Object name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new FinetuneException(
        path.toAbsolutePath() + ": '" + name + "' needs one value on its line, or a list of them");
  }

  /** Writes names and texts as YAML lines. */
  static List<String> lines(Map<String, String> values) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSchema(new FailsafeSchema())
            .setWidth(10_000)
            .build();
    return new Dump(settings).dumpToString(values).lines().toList();
  }
}
