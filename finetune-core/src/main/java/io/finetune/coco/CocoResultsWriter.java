package io.finetune.coco;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.DataException;
import io.finetune.file.DurableFile;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes a results file in COCO's format, detection by detection, without holding them.
 *
 * <p>The file takes its name at {@link #finish}. A writer that is closed before, because something
 * failed in between, leaves what was there:
 *
 * <pre>{@code
 * try (CocoResultsWriter results = new CocoResultsWriter(file)) {
 *   for (...) {
 *     results.append(imageId, categories.id(label), score, Optional.of(box), Optional.empty());
 *   }
 *   results.finish();
 * }
 * }</pre>
 *
 * <p>Readers look at the first detection: if it has a box, all must have one, and areas (small,
 * medium, large) are those of boxes even for masks. Results of instance segmentation are therefore
 * usually written as two files, one of boxes and one of masks. Not safe for use by several threads.
 */
public final class CocoResultsWriter implements AutoCloseable {

  private final Path file;
  private final DurableFile part;
  private final JsonGenerator json;
  private boolean isEmpty = true;
  private boolean needsBox;
  private boolean isFinished;

  /**
   * Starts a results file.
   *
   * @param file the file to make or replace; its folder is made if absent
   * @throws DataException if it cannot be written
   */
  public CocoResultsWriter(Path file) {
    this.file = file;
    try {
      part = DurableFile.create(file);
      json = CocoJson.generator(part.stream());
      json.writeStartArray();
    } catch (IOException e) {
      throw CocoJson.unwritable(file, e);
    }
  }

  /**
   * Appends a detection.
   *
   * @param imageId the id of its image
   * @param categoryId the id of its category, not the label
   * @param score finite
   * @param box where it is, finite
   * @param segmentation which pixels it covers; run lengths unless there is a box, too
   * @throws IllegalArgumentException if a number is not finite, or the file could not be read back:
   *     a detection has neither box nor segmentation, or has no box though the first has one, or
   *     has no run lengths though the first has no box
   * @throws IllegalStateException if the file is finished or closed
   * @throws DataException if it cannot be written
   */
  public void append(
      long imageId,
      long categoryId,
      double score,
      Optional<Box> box,
      Optional<? extends Segmentation> segmentation) {
    requireOpen();
    requireFinite(score, box);
    needsBox = isEmpty ? box.isPresent() : needsBox;
    if (needsBox ? box.isEmpty() : segmentation.filter(Rle.class::isInstance).isEmpty()) {
      throw new IllegalArgumentException(
          "the detection has "
              + (needsBox ? "no box, but the first has" : "neither box nor run lengths")
              + "; expected boxes for all detections, or run lengths for all");
    }
    try {
      json.writeStartObject();
      json.writeNumberField("image_id", imageId);
      json.writeNumberField("category_id", categoryId);
      if (box.isPresent()) {
        CocoJson.box(json, box.get());
      }
      json.writeFieldName("score");
      CocoJson.number(json, score);
      if (segmentation.isPresent()) {
        write(segmentation.get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw CocoJson.unwritable(file, e);
    }
    isEmpty = false;
  }

  private void write(Segmentation segmentation) throws IOException {
    if (segmentation instanceof Polygons polygons) {
      CocoJson.polygons(json, polygons);
    } else {
      CocoJson.compressed(json, (Rle) segmentation);
    }
  }

  static void requireFinite(double score, Optional<Box> box) {
    double sum = score;
    if (box.isPresent()) {
      sum += box.get().x() + box.get().y() + box.get().width() + box.get().height();
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException(
          "score " + score + " and box " + box + " should be finite");
    }
  }

  private void requireOpen() {
    if (isFinished || json.isClosed()) {
      throw new IllegalStateException("the results file " + file + " is finished or closed");
    }
  }

  /**
   * Ends the file and gives it its name, in place of a former one.
   *
   * @throws IllegalStateException if the file is finished or closed
   * @throws DataException if it cannot be written
   */
  public void finish() {
    requireOpen();
    try {
      json.writeEndArray();
      json.close();
      part.publish();
      isFinished = true;
    } catch (IOException e) {
      throw CocoJson.unwritable(file, e);
    }
  }

  /** Closes the writer; what was appended is dropped unless {@link #finish} was called. */
  @Override
  public void close() {
    try (part) {
      json.close();
    } catch (IOException e) {
      throw CocoJson.unwritable(file, e);
    }
  }
}
