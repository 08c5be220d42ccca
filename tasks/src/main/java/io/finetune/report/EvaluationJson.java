package io.finetune.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.Metric;
import io.finetune.report.ResultsEvaluation.Counts;
import io.finetune.report.ResultsEvaluation.TypeScores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * An evaluation as JSON for programs. Scores are doubles in full, so they read back as they were;
 * what is not defined is {@code null}. Keys:
 *
 * <pre>
 * annotations, results    the files
 * counts                  images, categories, objects, crowds, detections, unlisted, surplus
 * seconds                 reading, and one for each type
 * bbox, segm              settings; metrics (the twelve, named as in {@link Metric}, lower case);
 *                         categories: id, name, objects, detections, ap ... ar_100, precision
 * </pre>
 *
 * <p>{@code precision} is a list per IoU threshold with the precision at each recall threshold, for
 * objects of all sizes.
 */
public final class EvaluationJson {

  private EvaluationJson() {}

  /**
   * Writes an evaluation; a file of that name is replaced once the new one is complete.
   *
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  public static void write(ResultsEvaluation evaluation, Path file) {
    JsonFile.write(file, json -> write(json, evaluation));
  }

  private static void write(JsonGenerator json, ResultsEvaluation evaluation) throws IOException {
    json.writeStartObject();
    json.writeStringField("annotations", evaluation.annotations().toString());
    json.writeStringField("results", evaluation.results().toString());
    counts(json, evaluation.counts());
    json.writeObjectFieldStart("seconds");
    json.writeNumberField("reading", evaluation.reading().toNanos() / 1e9);
    for (TypeScores type : evaluation.types()) {
      json.writeNumberField(EvaluationText.name(type.type()), type.time().toNanos() / 1e9);
    }
    json.writeEndObject();
    for (TypeScores type : evaluation.types()) {
      json.writeObjectFieldStart(EvaluationText.name(type.type()));
      scores(json, type.scores());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, Counts counts) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeNumberField("images", counts.images());
    json.writeNumberField("categories", counts.categories());
    json.writeNumberField("objects", counts.objects());
    json.writeNumberField("crowds", counts.crowds());
    json.writeNumberField("detections", counts.detections());
    json.writeNumberField("unlisted", counts.unlisted());
    json.writeNumberField("surplus", counts.surplus());
    json.writeEndObject();
  }

  /**
   * Writes the fields of a type into an object that is open.
   *
   * @param json where
   * @param scores the scores
   * @throws IOException if it cannot be written
   */
  public static void scores(JsonGenerator json, CocoScores scores) throws IOException {
    settings(json, scores.settings());
    json.writeObjectFieldStart("metrics");
    for (Metric metric : Metric.values()) {
      score(json, metric.name().toLowerCase(Locale.ROOT), scores.metric(metric));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("categories");
    List<CategoryScores> categories = scores.perCategory();
    for (int category = 0; category < categories.size(); category++) {
      category(json, scores, category, categories.get(category));
    }
    json.writeEndArray();
  }

  private static void settings(JsonGenerator json, CocoSettings settings) throws IOException {
    json.writeObjectFieldStart("settings");
    json.writeBooleanField("use_categories", settings.useCategories());
    numbers(json, "iou_thresholds", settings.iouThresholds());
    numbers(json, "recall_thresholds", settings.recallThresholds());
    json.writeArrayFieldStart("max_detections");
    for (int limit : settings.maxDetections()) {
      json.writeNumber(limit);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void category(
      JsonGenerator json, CocoScores scores, int place, CategoryScores category)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", category.id());
    json.writeStringField("name", category.name());
    json.writeNumberField("objects", category.objects());
    json.writeNumberField("detections", category.detections());
    score(json, "ap", category.ap());
    score(json, "ap50", category.ap50());
    score(json, "ap75", category.ap75());
    score(json, "ap_small", category.apSmall());
    score(json, "ap_medium", category.apMedium());
    score(json, "ap_large", category.apLarge());
    score(json, "ar_100", category.ar100());
    json.writeArrayFieldStart("precision");
    for (int threshold = 0; threshold < scores.settings().iouThresholds().size(); threshold++) {
      double[] precision = scores.precisionRecall(place, threshold);
      json.writeArray(precision, 0, precision.length);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void score(JsonGenerator json, String name, OptionalDouble score)
      throws IOException {
    if (score.isPresent()) {
      json.writeNumberField(name, score.getAsDouble());
    } else {
      json.writeNullField(name);
    }
  }

  private static void numbers(JsonGenerator json, String name, List<Double> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (double value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
