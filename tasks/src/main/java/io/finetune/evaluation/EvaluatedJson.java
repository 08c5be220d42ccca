package io.finetune.evaluation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.evaluation.ClassScores.OfClass;
import io.finetune.report.EvaluationJson;
import io.finetune.report.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation as JSON for programs. Numbers are doubles in full. Keys:
 *
 * <pre>
 * checkpoint, model, dataset, split, images, skipped, seconds
 * metrics                 by name, those that training reports, as fractions
 * top1_interval           low, high: Wilson's, 95 %; of classifiers
 * classes                 of classifiers: name, images, top1 (a count)
 * bbox, segm              of detectors: as in {@link EvaluationJson}
 * </pre>
 */
public final class EvaluatedJson {

  private EvaluatedJson() {}

  /**
   * Writes an evaluation; a file of that name is replaced once the new one is complete.
   *
   * @param done the evaluation
   * @param file where
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  public static void write(Evaluated done, Path file) {
    JsonFile.write(file, json -> write(json, done));
  }

  private static void write(JsonGenerator json, Evaluated done) throws IOException {
    json.writeStartObject();
    json.writeStringField("checkpoint", done.checkpoint().file().toString());
    json.writeStringField("model", done.checkpoint().facts().model());
    json.writeStringField("dataset", done.dataset());
    json.writeStringField("split", done.part().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("images", done.scores().images());
    json.writeNumberField("skipped", done.skipped().size());
    json.writeNumberField("seconds", done.time().toNanos() / 1e9);
    json.writeObjectFieldStart("metrics");
    for (Map.Entry<String, Double> metric : done.scores().metrics().entrySet()) {
      json.writeNumberField(metric.getKey(), metric.getValue());
    }
    json.writeEndObject();
    if (done.scores() instanceof ClassScores scores) {
      classes(json, scores);
    } else if (done.scores() instanceof ObjectScores scores) {
      json.writeObjectFieldStart("bbox");
      EvaluationJson.scores(json, scores.boxes());
      json.writeEndObject();
      if (scores.masks().isPresent()) {
        json.writeObjectFieldStart("segm");
        EvaluationJson.scores(json, scores.masks().get());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }

  private static void classes(JsonGenerator json, ClassScores scores) throws IOException {
    WilsonInterval interval = WilsonInterval.of(scores.top1(), scores.images());
    json.writeObjectFieldStart("top1_interval");
    json.writeNumberField("low", interval.low());
    json.writeNumberField("high", interval.high());
    json.writeEndObject();
    json.writeArrayFieldStart("classes");
    for (OfClass each : scores.perClass()) {
      json.writeStartObject();
      json.writeStringField("name", each.name());
      json.writeNumberField("images", each.images());
      json.writeNumberField("top1", each.top1());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
