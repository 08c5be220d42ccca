package io.finetune.predict;

import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoInstancesBuilder;
import io.finetune.coco.CocoResultsWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Detections in COCO's results format, and beside them, where the ids are no annotations', a list
 * of images and categories that says what the ids stand for.
 *
 * <p>Boxes and masks are in one file: whoever scores masks by it should know that readers then take
 * the boxes' areas for small, medium and large.
 */
public final class CocoLists implements PredictionOutput {

  private final CocoIds ids;
  private final Path imagesFile;
  private final Optional<CocoInstancesBuilder> images;
  private final CocoResultsWriter results;

  /**
   * Starts the lists.
   *
   * @param results the file of the detections, made or replaced
   * @param images the file of images and categories
   * @param ids of images and classes
   * @param classes names of the labels
   */
  public CocoLists(Path results, Path images, CocoIds ids, List<String> classes) {
    this.ids = ids;
    imagesFile = images;
    this.images =
        ids.numbered()
            ? Optional.of(CocoInstances.builder(Categories.ofNames(classes)))
            : Optional.empty();
    this.results = new CocoResultsWriter(results);
  }

  @Override
  public void add(Prediction said) {
    if (!(said instanceof ObjectPrediction found)) {
      throw new IllegalArgumentException("COCO's results are of objects, not of classes of images");
    }
    long id = ids.image(found.index());
    images.ifPresent(
        list ->
            list.image(
                id, JsonLines.name(found.file()), found.image().height(), found.image().width()));
    for (Detection object : found.objects()) {
      results.append(
          id,
          ids.category(object.label()),
          object.score(),
          Optional.of(object.box()),
          object.mask());
    }
  }

  @Override
  public void finish() {
    results.finish();
    images.ifPresent(list -> list.build().write(imagesFile));
  }

  @Override
  public void close() {
    results.close();
  }
}
