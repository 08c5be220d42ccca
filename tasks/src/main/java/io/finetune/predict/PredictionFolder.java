package io.finetune.predict;

import io.finetune.FinetuneException;
import io.finetune.Folders;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoInstancesBuilder;
import io.finetune.coco.CocoResultsWriter;
import io.finetune.data.SkippedSample;
import io.finetune.image.RgbImage;
import io.finetune.report.Overlay;
import io.finetune.report.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Draws and lists what was found, image by image, in a new folder:
 *
 * <pre>
 * found/
 *   street.png     street.jpg with boxes, class names, scores and masks; one for every image
 *   results.json   everything that is drawn, in COCO's results format
 *   images.json    id, file and size of every image and the ids of the classes, in COCO's format,
 *                  where the ids are not those of given annotations
 *   skipped.txt    broken images that were left out, if any
 * </pre>
 *
 * <p>The lists appear at {@link #finish}. Boxes and masks are in one file: whoever scores masks by
 * it should know that readers then take the boxes' areas for small, medium and large.
 */
public final class PredictionFolder implements AutoCloseable {

  private static final String RESULTS = "results.json";
  private static final String IMAGES = "images.json";
  private static final String SKIPPED = "skipped.txt";

  private final Path folder;
  private final Path resultsFile;
  private final CocoIds ids;
  private final Optional<CocoInstancesBuilder> images;
  private final Overlay overlay;
  private final PictureNames names = new PictureNames();
  private final CocoResultsWriter results;
  private int pictures;
  private long objects;

  private PredictionFolder(Path folder, Path resultsFile, CocoIds ids, List<String> classes) {
    this.folder = folder;
    this.resultsFile = resultsFile;
    this.ids = ids;
    images =
        ids.numbered()
            ? Optional.of(CocoInstances.builder(Categories.ofNames(classes)))
            : Optional.empty();
    overlay = new Overlay(classes);
    results = new CocoResultsWriter(resultsFile);
  }

  /**
   * Makes the folder.
   *
   * @param folder absent or empty
   * @param results where the results are listed, replacing a former file; {@code results.json} in
   *     the folder if empty
   * @param ids of images and classes
   * @param classes names of the labels
   * @throws FinetuneException if the folder holds anything, something cannot be written, or this
   *     JVM has no font to write with
   */
  public static PredictionFolder create(
      Path folder, Optional<Path> results, CocoIds ids, List<String> classes) {
    Path target = folder.toAbsolutePath().normalize();
    Folders.requireEmpty(target);
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new FinetuneException("cannot make the folder " + target + ": " + e, e);
    }
    Path file =
        results.map(Path::toAbsolutePath).map(Path::normalize).orElse(target.resolve(RESULTS));
    return new PredictionFolder(target, file, ids, classes);
  }

  /**
   * Draws and lists one image.
   *
   * @param found what was found on it
   * @throws FinetuneException if it cannot be written
   */
  public void add(Prediction found) {
    RgbImage image = found.image();
    long id = ids.image(found.index());
    BufferedImage canvas = Pictures.of(image);
    overlay.draw(canvas, image.height(), image.width(), found.objects());
    Pictures.write(canvas, folder.resolve(names.of(found.file())));
    String file = found.file().toString().replace('\\', '/');
    images.ifPresent(list -> list.image(id, file, image.height(), image.width()));
    for (Detection object : found.objects()) {
      results.append(
          id,
          ids.category(object.label()),
          object.score(),
          Optional.of(object.box()),
          object.mask());
    }
    pictures++;
    objects += found.objects().size();
  }

  /**
   * Completes the lists.
   *
   * @param skipped the images that were left out
   * @throws FinetuneException if they cannot be written
   */
  public void finish(List<SkippedSample> skipped) {
    results.finish();
    images.ifPresent(list -> list.build().write(folder.resolve(IMAGES)));
    if (!skipped.isEmpty()) {
      Path file = folder.resolve(SKIPPED);
      try {
        Files.write(
            file, skipped.stream().map(SkippedSample::line).toList(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new FinetuneException("cannot write " + file + ": " + e, e);
      }
    }
  }

  /** Returns where the pictures are. */
  public Path folder() {
    return folder;
  }

  /** Returns the results file. */
  public Path results() {
    return resultsFile;
  }

  /** Returns how many images were added. */
  public int pictures() {
    return pictures;
  }

  /** Returns how many objects were on them. */
  public long objects() {
    return objects;
  }

  /** Lets go of the results file; it is dropped unless {@link #finish} was called. */
  @Override
  public void close() {
    results.close();
  }
}
