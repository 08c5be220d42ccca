package io.finetune.result;

import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoDetections;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.Dataset;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.report.Overlay;
import io.finetune.report.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Small pictures of a few test images, chosen by what {@link TestRecords} kept: the best, the worst
 * and the most confidently wrong. They go to {@code test/pictures}, with a {@link PictureRow} each
 * in {@code test/pictures.csv}: group, rank, id, title, detail, the file, and for detectors a
 * second file that shows what is annotated.
 */
public final class TestPictures {

  /** The table of pictures. */
  public static final String TABLE = "pictures.csv";

  /** The folder of the pictures. */
  public static final String FOLDER = "pictures";

  /** How many pictures a group has; those of objects need more room. */
  private static final int MOST_LABELS = 8;

  private static final int MOST_OBJECTS = 6;

  /** Twice what a page shows, for fine screens. */
  private static final int SIDE = 320;

  private final Path test;
  private final Path pictures;

  /**
   * Names the run.
   *
   * @param run its folder
   */
  public TestPictures(Path run) {
    test = run.resolve(TestRecords.FOLDER);
    pictures = test.resolve(FOLDER);
  }

  /**
   * Draws images that were classified; does nothing where no evaluation was kept.
   *
   * @param dataset the test set
   * @throws DataException if an image is not there any more or broken
   * @throws FinetuneException if a picture cannot be written
   */
  public void labels(Dataset<Integer> dataset) {
    if (!Files.exists(test.resolve(LabelRecord.PREDICTIONS))) {
      return;
    }
    List<PictureRow> rows = LabelChoice.of(test, MOST_LABELS);
    Map<String, Sample<Integer>> samples = find(dataset, rows);
    for (PictureRow row : start(rows)) {
      write(Pictures.fit(samples.get(row.id()).image(), SIDE, SIDE), row.file());
    }
    list(rows, false);
  }

  /**
   * Draws images with what was found on them, of a score of one half or more, and with what is
   * annotated; does nothing where no evaluation was kept.
   *
   * @param dataset the test set
   * @throws DataException if an image is not there any more or broken
   * @throws FinetuneException if a picture cannot be written, or this JVM has no font
   */
  public void objects(Dataset<Instances> dataset) {
    if (!Files.exists(test.resolve(ObjectRecord.DETECTIONS))) {
      return;
    }
    List<PictureRow> rows = ObjectChoice.of(test, MOST_OBJECTS);
    Map<String, Sample<Instances>> samples = find(dataset, rows);
    Overlay overlay = new Overlay(dataset.classes());
    Map<Long, List<Detection>> found = detections(samples, dataset.classes());
    for (PictureRow row : start(rows)) {
      Sample<Instances> sample = samples.get(row.id());
      Instances target = sample.target();
      BufferedImage canvas = Pictures.fit(sample.image(), SIDE, SIDE);
      overlay.draw(
          canvas, target.height(), target.width(), found.getOrDefault(target.imageId(), List.of()));
      write(canvas, row.file());
      canvas = Pictures.fit(sample.image(), SIDE, SIDE);
      overlay.draw(canvas, target);
      write(canvas, row.annotatedFile());
    }
    list(rows, true);
  }

  private List<PictureRow> start(List<PictureRow> rows) {
    try {
      Files.createDirectories(pictures);
    } catch (IOException e) {
      throw new FinetuneException("cannot make the folder " + pictures + ": " + e, e);
    }
    return rows;
  }

  private void write(BufferedImage picture, String name) {
    Pictures.writeJpeg(picture, pictures.resolve(name));
  }

  private void list(List<PictureRow> rows, boolean annotated) {
    try (CsvRows table =
        new CsvRows(
            test.resolve(TABLE), "group", "rank", "id", "title", "detail", "file", "annotated")) {
      for (PictureRow row : rows) {
        table.row(
            row.group(),
            row.rank(),
            row.id(),
            row.title(),
            row.detail(),
            row.file(),
            annotated ? row.annotatedFile() : "");
      }
    }
  }

  private static <T> Map<String, Sample<T>> find(Dataset<T> dataset, List<PictureRow> rows) {
    Set<String> wanted = new HashSet<>();
    rows.forEach(row -> wanted.add(row.id()));
    Map<String, Sample<T>> found = new HashMap<>();
    for (int i = 0; i < dataset.size() && found.size() < wanted.size(); i++) {
      Sample<T> sample = dataset.get(i);
      if (wanted.contains(sample.id())) {
        found.putIfAbsent(sample.id(), sample);
      }
    }
    wanted.removeAll(found.keySet());
    if (!wanted.isEmpty()) {
      throw new DataException(
          "the test set has no image "
              + wanted.iterator().next()
              + ", though it was evaluated; the dataset changed during the run");
    }
    return found;
  }

  /** Reads the sure detections of the samples, by the number of their image. */
  private Map<Long, List<Detection>> detections(
      Map<String, Sample<Instances>> samples, List<String> classes) {
    Map<Long, Instances> images = new HashMap<>();
    samples.values().forEach(each -> images.put(each.target().imageId(), each.target()));
    Categories categories = Categories.ofNames(classes);
    CocoDetections all = CocoDetections.read(test.resolve(ObjectRecord.DETECTIONS));
    Map<Long, List<Detection>> found = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Instances image = images.get(all.imageId(i));
      if (image != null && all.score(i) >= ObjectMatch.HALF) {
        Detection detection =
            new Detection(
                categories.label(all.categoryId(i)),
                all.score(i),
                all.box(i),
                all.hasMask(i)
                    ? Optional.of(all.mask(i, image.height(), image.width()))
                    : Optional.empty());
        found.computeIfAbsent(image.imageId(), id -> new ArrayList<>()).add(detection);
      }
    }
    found.values().forEach(list -> list.sort(Comparator.comparingDouble(d -> -d.score())));
    return found;
  }
}
