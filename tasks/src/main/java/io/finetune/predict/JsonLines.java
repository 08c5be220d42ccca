package io.finetune.predict;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.finetune.FinetuneException;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.predict.ClassPrediction.Likelihood;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/**
 * One JSON object a line and image, written as soon as it is known:
 *
 * <pre>
 * {"image":"a.jpg","classes":[{"label":3,"class":"cat","score":0.93},...]}
 * {"image":"b.jpg","height":480,"width":640,"objects":[{"label":0,"class":"dog","score":0.98,
 *  "box":[x1,y1,x2,y2],"mask":{"size":[480,640],"counts":"..."}},...]}
 * </pre>
 *
 * <p>Labels count from 0; boxes are corners in pixels of the image; masks are COCO's compressed run
 * lengths. The second object is one line, too.
 */
public final class JsonLines implements PredictionOutput {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final Writer out;
  private final List<String> classes;

  /**
   * Creates the output.
   *
   * @param out where the lines go; stays open
   * @param classes names of the labels
   */
  public JsonLines(Writer out, List<String> classes) {
    this.out = out;
    this.classes = List.copyOf(classes);
  }

  @Override
  public void add(Prediction said) {
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("image", name(said.file()));
      if (said instanceof ClassPrediction shown) {
        classes(json, shown);
      } else if (said instanceof ObjectPrediction found) {
        objects(json, found);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException | UncheckedIOException e) {
      throw new FinetuneException("cannot write a line of JSON: " + e, e);
    }
  }

  /** A path with slashes, whatever the system. */
  static String name(Path file) {
    return file.toString().replace('\\', '/');
  }

  private void classes(JsonGenerator json, ClassPrediction shown) throws IOException {
    json.writeArrayFieldStart("classes");
    for (Likelihood each : shown.classes()) {
      json.writeStartObject();
      scored(json, each.label(), each.score());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void objects(JsonGenerator json, ObjectPrediction found) throws IOException {
    json.writeNumberField("height", found.image().height());
    json.writeNumberField("width", found.image().width());
    json.writeArrayFieldStart("objects");
    for (Detection object : found.objects()) {
      json.writeStartObject();
      scored(json, object.label(), object.score());
      Box box = object.box();
      json.writeFieldName("box");
      json.writeArray(new double[] {box.x(), box.y(), box.x2(), box.y2()}, 0, 4);
      if (object.mask().isPresent()) {
        mask(json, object.mask().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void scored(JsonGenerator json, int label, double score) throws IOException {
    json.writeNumberField("label", label);
    json.writeStringField("class", classes.get(label));
    json.writeNumberField("score", score);
  }

  private static void mask(JsonGenerator json, Rle mask) throws IOException {
    json.writeObjectFieldStart("mask");
    json.writeFieldName("size");
    json.writeArray(new int[] {mask.height(), mask.width()}, 0, 2);
    json.writeStringField("counts", mask.counts());
    json.writeEndObject();
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
