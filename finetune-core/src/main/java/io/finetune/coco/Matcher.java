package io.finetune.coco;

import io.finetune.coco.ImageColumns.Found;
import io.finetune.coco.ImageColumns.Truths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Matches the detections of an image with its objects as pycocotools' {@code evaluateImg} does: in
 * the order of falling scores, each detection takes the object it overlaps most among those still
 * free; an object that is ignored only where no other is free. Stateless, for any number of
 * threads.
 */
final class Matcher {

  /** Keeps a threshold of 1 reachable for overlaps that round to just below 1. */
  private static final double HIGHEST = 1 - 1e-10;

  private final CocoSettings settings;
  private final double[] thresholds;

  Matcher(CocoSettings settings) {
    this.settings = settings;
    thresholds = settings.iouThresholds().stream().mapToDouble(t -> Math.min(t, HIGHEST)).toArray();
  }

  /** Overlaps below this one cannot change a result. */
  static double least(CocoSettings settings) {
    return Math.min(settings.iouThresholds().get(0), HIGHEST);
  }

  /** Returns the matches of each category that has an object or a detection in the image. */
  List<CategoryMatches> match(ImageColumns image) {
    int[] truths = truthsByCategory(image.truths());
    int[] found = foundByCategory(image.found());
    List<CategoryMatches> all = new ArrayList<>();
    int t = 0;
    int d = 0;
    while (t < truths.length || d < found.length) {
      int truthCategory =
          t < truths.length ? category(image.truths().labels[truths[t]]) : Integer.MAX_VALUE;
      int foundCategory =
          d < found.length ? category(image.found().labels[found[d]]) : Integer.MAX_VALUE;
      int category = Math.min(truthCategory, foundCategory);
      int truthEnd = end(truths, t, category, image.truths().labels);
      int foundEnd = end(found, d, category, image.found().labels);
      int kept = Math.min(foundEnd - d, settings.mostDetections());
      CategoryMatches matches =
          new CategoryMatches(
              image,
              category,
              foundEnd - d,
              Arrays.copyOfRange(found, d, d + kept),
              Arrays.copyOfRange(truths, t, truthEnd),
              settings);
      match(matches);
      all.add(matches);
      t = truthEnd;
      d = foundEnd;
    }
    return all;
  }

  private int category(int label) {
    return settings.useCategories() ? label : 0;
  }

  /** The end of the stretch of one category. */
  private int end(int[] places, int start, int category, int[] labels) {
    int end = start;
    while (end < places.length && category(labels[places[end]]) == category) {
      end++;
    }
    return end;
  }

  /** Without categories, too, pycocotools joins the objects category by category. */
  private static int[] truthsByCategory(Truths truths) {
    int[] labels = truths.labels;
    return Places.sorted(labels.length, (a, b) -> labels[a] < labels[b]);
  }

  /** By falling score in each category; without categories by score, and label for equal scores. */
  private int[] foundByCategory(Found found) {
    int[] labels = found.labels;
    double[] scores = found.scores;
    if (settings.useCategories()) {
      return Places.sorted(
          labels.length,
          (a, b) -> labels[a] == labels[b] ? scores[a] > scores[b] : labels[a] < labels[b]);
    }
    return Places.sorted(
        labels.length,
        (a, b) -> scores[a] == scores[b] ? labels[a] < labels[b] : scores[a] > scores[b]);
  }

  private void match(CategoryMatches matches) {
    int[] detections = matches.detections();
    int[] objects = matches.objects();
    if (objects.length > 0) {
      Candidates candidates =
          Candidates.of(matches.image().overlaps(), detections, objects, least(settings));
      int[] reaching = candidates.detections();
      for (int a = 0; a < settings.areaRanges().size(); a++) {
        for (int t = 0; t < thresholds.length; t++) {
          match(matches, candidates, reaching, a, t);
        }
      }
    }
    matches.ignoreOutside();
  }

  private void match(
      CategoryMatches matches, Candidates candidates, int[] reaching, int area, int threshold) {
    boolean[] crowds = matches.image().truths().crowds;
    boolean[] ignored = matches.ignoredObjects(area);
    boolean[] taken = new boolean[ignored.length];
    double overlap = thresholds[threshold];
    for (int detection : reaching) {
      int object = candidates.best(detection, overlap, ignored, false, taken);
      if (object < 0) {
        object = candidates.best(detection, overlap, ignored, true, taken);
      }
      if (object >= 0) {
        taken[object] = !crowds[matches.objects()[object]];
        matches.pair(area, threshold, detection, object);
      }
    }
  }
}
