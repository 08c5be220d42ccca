package io.finetune.coco;

import io.finetune.DataException;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Detections in COCO's results format, as columns, in the file's order. Immutable, and safe to
 * share between threads.
 *
 * <p>Detections are numbered by their place, from 0; pycocotools' ids are one more. Methods that
 * take a place throw {@link IndexOutOfBoundsException} if there is no such detection. Compressed
 * masks stay compressed until they are asked for.
 *
 * <p>Areas and boxes are those of pycocotools' {@code loadRes}. If the first detection has a box,
 * all must have one, and areas are the boxes' even where there are masks. Otherwise all must have a
 * mask, areas are the masks', and so are boxes that were not given.
 */
public final class CocoDetections {

  private final String source;
  private final DetectionTable table;

  CocoDetections(String source, DetectionTable table) {
    this.source = source;
    this.table = table;
  }

  /**
   * Reads a results file: a list, which may be empty, of objects with {@code image_id}, {@code
   * category_id}, {@code score}, and {@code bbox} or {@code segmentation} or both. Segmentations
   * are run lengths, compressed or not; beside boxes, polygons too. Other keys are passed over. It
   * is streamed, never held as text or tree.
   *
   * @param file the file, UTF-8
   * @return its content
   * @throws DataException if the file cannot be read, is not JSON or is cut off, lacks something,
   *     has values of a wrong type, numbers that are not finite, or run lengths that do not fill
   *     their size. The message names the file and the place in it, {@code detections[0]} being the
   *     first
   */
  public static CocoDetections read(Path file) {
    return DetectionsReader.read(file);
  }

  /** Starts detections that do not come from a file. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Writes a results file, from which {@link #read} makes equal detections: the whole file or,
   * after a failure, the former one, never a part. Boxes that were not given are left out.
   *
   * @param file the file to make or replace; its folder is made if absent
   * @throws DataException if it cannot be written
   */
  public void write(Path file) {
    try (CocoResultsWriter results = new CocoResultsWriter(file)) {
      for (int i = 0; i < size(); i++) {
        int place = table.segmentation(i);
        results.append(
            imageId(i),
            categoryId(i),
            score(i),
            table.givenBox(i) ? Optional.of(box(i)) : Optional.empty(),
            place == Segmentations.NONE ? Optional.empty() : Optional.of(table.pool().get(place)));
      }
      results.finish();
    }
  }

  /** Returns the number of detections. */
  public int size() {
    return table.size();
  }

  /** Returns the id of a detection's image, whether or not any annotations have it. */
  public long imageId(int detection) {
    return table.imageId(detection);
  }

  /** Returns the id of a detection's category, whether or not any annotations have it. */
  public long categoryId(int detection) {
    return table.categoryId(detection);
  }

  /** Returns the score of a detection, finite. */
  public double score(int detection) {
    return table.score(detection);
  }

  /** Tells whether every detection was given a box, so that areas are those of boxes. */
  public boolean hasBoxes() {
    return size() == 0 || table.givenBox(0);
  }

  /** Tells whether every detection was given a segmentation. */
  public boolean hasMasks() {
    return table.masks() == size();
  }

  /** Returns the box of a detection: as given, or else around its mask. */
  public Box box(int detection) {
    return table.box(detection);
  }

  /** Returns the area of a detection: of its box or its mask, as the class says. */
  public double area(int detection) {
    return table.area(detection);
  }

  /** Tells whether a detection was given run lengths, so that {@link #mask(int)} has them. */
  public boolean hasMask(int detection) {
    int place = table.segmentation(detection);
    return place != Segmentations.NONE && !table.pool().isPolygons(place);
  }

  /**
   * Returns the mask of a detection whose segmentation is run lengths; a new object at each call.
   *
   * @throws DataException if it has none or polygons, which can be drawn only on an image: {@link
   *     #mask(int, int, int)}
   */
  public Rle mask(int detection) {
    int place = table.segmentation(detection);
    if (!hasMask(detection)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s, detections[%d]: segmentation is %s, expected run lengths, {\"size\": [height,"
                  + " width], \"counts\": ...}",
              source,
              detection,
              place == Segmentations.NONE ? "absent" : "polygons"));
    }
    return table.pool().mask(place);
  }

  /**
   * Draws a detection on its image: run lengths, or polygons, or, without segmentation, its box, as
   * {@code loadRes} does.
   *
   * @param detection its place
   * @param height rows of its image
   * @param width columns of its image
   * @return the mask, of that size
   * @throws DataException if its run lengths are of another size
   */
  public Rle mask(int detection, int height, int width) {
    int place = table.segmentation(detection);
    if (place == Segmentations.NONE) {
      return Rle.ofBox(height, width, box(detection));
    }
    if (!table.pool().isPolygons(place)) {
      Rle mask = table.pool().mask(place);
      if (mask.height() != height || mask.width() != width) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, detections[%d]: the mask has height %d and width %d, expected the %d and %d of"
                    + " image %d",
                source,
                detection,
                mask.height(),
                mask.width(),
                height,
                width,
                imageId(detection)));
      }
      return mask;
    }
    return table.pool().get(place).toRle(height, width);
  }

  /** Returns where the detections come from, and how many there are. */
  @Override
  public String toString() {
    return source + ": " + size() + " detections";
  }

  /** Collects detections that a program makes. */
  public static final class Builder {

    private DetectionTable table = new DetectionTable(IllegalArgumentException::new);

    private Builder() {}

    /**
     * Adds a detection.
     *
     * @param imageId the id of its image
     * @param categoryId the id of its category, not the label
     * @param score finite
     * @param box where it is; for all or none, see the class
     * @param mask which pixels it covers
     * @return this builder
     * @throws IllegalArgumentException if a number is not finite, or box or mask are needed and
     *     absent
     */
    public Builder add(
        long imageId, long categoryId, double score, Optional<Box> box, Optional<Rle> mask) {
      CocoResultsWriter.requireFinite(score, box);
      DetectionRow row = new DetectionRow();
      row.hasImage = true;
      row.imageId = imageId;
      row.hasCategory = true;
      row.categoryId = categoryId;
      row.hasScore = true;
      row.score = score;
      row.box = box.orElse(null);
      row.segmentation = mask.map(table.pool()::add).orElse(Segmentations.NONE);
      table.add(row);
      return this;
    }

    /** Makes the detections, and leaves this builder empty. */
    public CocoDetections build() {
      CocoDetections built = new CocoDetections("built detections", table);
      table = new DetectionTable(IllegalArgumentException::new);
      return built;
    }
  }
}
