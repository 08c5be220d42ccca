package io.finetune.coco;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.finetune.DataException;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** How boxes and segmentations are written in COCO's files. */
final class CocoJson {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private CocoJson() {}

  /** A writer that leaves the stream open, and brackets, too, where it is closed early. */
  static JsonGenerator generator(OutputStream stream) throws IOException {
    return FACTORY.createGenerator(stream, JsonEncoding.UTF8);
  }

  /** The error for a file that cannot be written. */
  static DataException unwritable(Path file, IOException cause) {
    return new DataException(
        file.toAbsolutePath() + " cannot be written: " + cause + ". Check space and rights.",
        cause);
  }

  /** Writes a number so that it is read back as the same double; 12 rather than 12.0. */
  static void number(JsonGenerator json, double value) throws IOException {
    if (Double.compare(value, (double) (long) value) == 0) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  /** Writes {@code "bbox": [x, y, width, height]}. */
  static void box(JsonGenerator json, Box box) throws IOException {
    json.writeArrayFieldStart("bbox");
    number(json, box.x());
    number(json, box.y());
    number(json, box.width());
    number(json, box.height());
    json.writeEndArray();
  }

  /** Writes {@code "segmentation"} with its counts as a string, as results have it. */
  static void compressed(JsonGenerator json, Rle mask) throws IOException {
    sized(json, mask);
    json.writeStringField("counts", mask.counts());
    json.writeEndObject();
  }

  /** Writes {@code "segmentation"} with its counts as a list, as annotated crowds have it. */
  static void uncompressed(JsonGenerator json, Rle mask) throws IOException {
    sized(json, mask);
    json.writeArrayFieldStart("counts");
    for (int run : mask.runs()) {
      json.writeNumber(run);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void sized(JsonGenerator json, Rle mask) throws IOException {
    json.writeObjectFieldStart("segmentation");
    json.writeArrayFieldStart("size");
    json.writeNumber(mask.height());
    json.writeNumber(mask.width());
    json.writeEndArray();
  }

  /** Writes {@code "segmentation"} as polygons. */
  static void polygons(JsonGenerator json, Polygons polygons) throws IOException {
    json.writeArrayFieldStart("segmentation");
    for (double[] part : polygons.parts()) {
      json.writeStartArray();
      for (double coordinate : part) {
        number(json, coordinate);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
