package io.finetune.predict;

import io.finetune.FinetuneException;
import io.finetune.Folders;
import io.finetune.data.ImageInputs;
import io.finetune.data.SkippedSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Predictions in a new folder, image by image, in any of the {@link OutputFormat formats}:
 *
 * <pre>
 * found/
 *   street.png         street.jpg with what the network says of it; one for every image
 *   predictions.jsonl  a line an image
 *   predictions.csv    a row an object, or a class
 *   results.json       the objects in COCO's results format
 *   images.json        id, file and size of every image and the ids of the classes, in COCO's
 *                      format, where the ids are not those of given annotations
 *   skipped.txt        broken images that were left out, if any
 * </pre>
 *
 * <p>All but the pictures appear at {@link #finish}.
 */
public final class PredictionFolder implements AutoCloseable {

  private static final String IMAGES = "images.json";
  private static final String SKIPPED = "skipped.txt";

  private final Path folder;
  private final List<PredictionOutput> outputs = new ArrayList<>();
  private int images;
  private long objects;

  private PredictionFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * What is written and where.
   *
   * @param formats the formats
   * @param results the file of {@link OutputFormat#COCO}; {@code results.json} in the folder if
   *     empty
   * @param ids of images and classes in it
   * @param classes names of the labels
   * @param objects whether a detector predicts
   */
  public record Plan(
      Set<OutputFormat> formats,
      Optional<Path> results,
      CocoIds ids,
      List<String> classes,
      boolean objects) {

    /** Copies the sets. */
    public Plan {
      formats = Set.copyOf(formats);
      classes = List.copyOf(classes);
    }

    /**
     * What is usual of a detector: pictures and COCO's lists, with ids that count from 1.
     *
     * @param images the images
     * @param classes names of the labels
     * @return the plan
     */
    public static Plan ofObjects(ImageInputs images, List<String> classes) {
      return new Plan(
          Set.of(OutputFormat.PNG, OutputFormat.COCO),
          Optional.empty(),
          CocoIds.numbered(images, classes),
          classes,
          true);
    }
  }

  /**
   * Makes the folder.
   *
   * @param folder absent or empty
   * @param plan what is written
   * @return the folder; the caller closes it
   * @throws FinetuneException if the folder holds anything, something cannot be written, or this
   *     JVM has no font to write with
   */
  public static PredictionFolder create(Path folder, Plan plan) {
    Path target = folder.toAbsolutePath().normalize();
    Folders.requireEmpty(target);
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new FinetuneException("cannot make the folder " + target + ": " + e, e);
    }
    PredictionFolder made = new PredictionFolder(target);
    try {
      plan.formats().stream().sorted().forEach(format -> made.open(format, plan));
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
    return made;
  }

  private void open(OutputFormat format, Plan plan) {
    Path file = folder.resolve(format.file());
    outputs.add(
        switch (format) {
          case JSONL -> new TextFile(file, writer -> new JsonLines(writer, plan.classes()));
          case CSV ->
              new TextFile(file, writer -> new CsvTable(writer, plan.classes(), plan.objects()));
          case PNG -> new DrawnPictures(folder, plan.classes());
          case COCO ->
              new CocoLists(
                  plan.results().map(Path::toAbsolutePath).map(Path::normalize).orElse(file),
                  folder.resolve(IMAGES),
                  plan.ids(),
                  plan.classes());
        });
  }

  /**
   * Writes what a network says of an image.
   *
   * @param said the prediction
   * @throws FinetuneException if it cannot be written
   */
  public void add(Prediction said) {
    outputs.forEach(output -> output.add(said));
    images++;
    objects += said instanceof ObjectPrediction found ? found.objects().size() : 0;
  }

  /**
   * Completes the files.
   *
   * @param skipped the images that were left out
   * @throws FinetuneException if they cannot be written
   */
  public void finish(List<SkippedSample> skipped) {
    outputs.forEach(PredictionOutput::finish);
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

  /** Returns where everything is. */
  public Path folder() {
    return folder;
  }

  /** Returns how many images were added. */
  public int images() {
    return images;
  }

  /** Returns how many objects were on them. */
  public long objects() {
    return objects;
  }

  /** Lets go of the files; those that were not finished are dropped. */
  @Override
  public void close() {
    outputs.forEach(PredictionOutput::close);
  }
}
