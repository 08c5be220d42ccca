package io.finetune.report;

import io.finetune.DataException;
import io.finetune.coco.CocoDetections;
import io.finetune.coco.CocoEvaluator;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoSettings;
import io.finetune.coco.IouType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A results file scored against an annotation file: the scores, what they were counted on, and how
 * long it took.
 *
 * @param annotations the file with the ground truth
 * @param results the file with the detections
 * @param counts what is in both
 * @param reading the time to read both
 * @param types the scores on boxes, on masks, or on both in this order
 */
public record ResultsEvaluation(
    Path annotations, Path results, Counts counts, Duration reading, List<TypeScores> types) {

  /**
   * What the two files hold.
   *
   * @param images of the annotation file
   * @param categories of the annotation file
   * @param objects that are no crowds
   * @param crowds regions in which a detection is neither right nor wrong
   * @param detections of the results file, all of them
   * @param unlisted detections of categories that the annotation file does not list; not scored
   * @param surplus detections beyond the most that count of an image and category; not scored
   */
  public record Counts(
      int images,
      int categories,
      int objects,
      int crowds,
      int detections,
      int unlisted,
      int surplus) {}

  /**
   * Scores by one measure of overlap.
   *
   * @param scores the outcome
   * @param time what matching and counting took
   */
  public record TypeScores(CocoScores scores, Duration time) {

    /** Returns the measure of overlap. */
    public IouType type() {
      return scores.settings().iouType();
    }
  }

  /** Copies the list. */
  public ResultsEvaluation {
    types = List.copyOf(types);
  }

  /**
   * Scores a results file.
   *
   * @param annotations an {@code instances_*.json}
   * @param results detections in COCO's results format
   * @param types the measures of overlap; none stands for masks and boxes where the results have
   *     masks, else boxes
   * @param useCategories whether a detection has to name the right category
   * @param maxDetections how many detections of an image and category count, ascending
   * @throws DataException if a file is missing, damaged, the wrong one of the two, or the results
   *     do not belong to the annotations
   */
  public static ResultsEvaluation of(
      Path annotations,
      Path results,
      Set<IouType> types,
      boolean useCategories,
      List<Integer> maxDetections) {
    CocoLayout.ANNOTATIONS.require(annotations);
    CocoLayout.RESULTS.require(results);
    long start = System.nanoTime();
    CocoInstances truth = CocoInstances.read(annotations);
    CocoDetections found = CocoDetections.read(results);
    Duration reading = since(start);
    Set<IouType> chosen = types.isEmpty() ? present(found) : types;
    if (chosen.contains(IouType.SEGM) && found.size() > 0 && !found.hasMasks()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: not every detection has a segmentation, so masks cannot be scored; use --iou"
                  + " bbox.",
              results.toAbsolutePath()));
    }
    Counts counts = count(results, truth, found, useCategories, last(maxDetections));
    List<TypeScores> scores =
        chosen.stream()
            .sorted()
            .map(CocoSettings::of)
            .map(usual -> usual.withUseCategories(useCategories).withMaxDetections(maxDetections))
            .map(settings -> score(truth, found, settings))
            .toList();
    return new ResultsEvaluation(annotations, results, counts, reading, scores);
  }

  private static TypeScores score(
      CocoInstances truth, CocoDetections found, CocoSettings settings) {
    long start = System.nanoTime();
    CocoScores scores = CocoEvaluator.evaluate(truth, found, settings);
    return new TypeScores(scores, since(start));
  }

  private static Set<IouType> present(CocoDetections found) {
    return found.size() > 0 && found.hasMasks()
        ? EnumSet.allOf(IouType.class)
        : EnumSet.of(IouType.BBOX);
  }

  private static Counts count(
      Path results,
      CocoInstances truth,
      CocoDetections found,
      boolean useCategories,
      int maxDetections) {
    int crowds = 0;
    for (int object = 0; object < truth.objects(); object++) {
      crowds += truth.crowd(object) ? 1 : 0;
    }
    long[] groups = groups(results, truth, found, useCategories);
    return new Counts(
        truth.images(),
        truth.categories().size(),
        truth.objects() - crowds,
        crowds,
        found.size(),
        found.size() - groups.length,
        surplus(groups, maxDetections));
  }

  /** For each detection of a listed category a number of its image and category. */
  private static long[] groups(
      Path results, CocoInstances truth, CocoDetections found, boolean useCategories) {
    int categories = truth.categories().size();
    long[] groups = new long[found.size()];
    int listed = 0;
    for (int i = 0; i < found.size(); i++) {
      int image = truth.imageOfId(found.imageId(i));
      if (image < 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: detections[%d] is of image %d, which the annotations do not have; the results"
                    + " were made on other images. Give the annotations of those.",
                results.toAbsolutePath(),
                i,
                found.imageId(i)));
      }
      int label = truth.categories().label(found.categoryId(i));
      if (label >= 0) {
        groups[listed++] = (long) image * categories + (useCategories ? label : 0);
      }
    }
    return Arrays.copyOf(groups, listed);
  }

  private static int surplus(long[] groups, int maxDetections) {
    Arrays.sort(groups);
    int surplus = 0;
    int inGroup = 0;
    for (int i = 0; i < groups.length; i++) {
      inGroup = i > 0 && groups[i] == groups[i - 1] ? inGroup + 1 : 1;
      surplus += inGroup > maxDetections ? 1 : 0;
    }
    return surplus;
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
