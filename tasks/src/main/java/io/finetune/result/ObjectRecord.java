package io.finetune.result;

import io.finetune.coco.Categories;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoResultsWriter;
import io.finetune.coco.CocoScores;
import io.finetune.coco.CocoScores.CategoryScores;
import io.finetune.coco.IouType;
import io.finetune.detection.ObjectWitness;
import io.finetune.result.ObjectMatch.Confusion;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * An evaluation of a detector as files:
 *
 * <pre>
 * detections.json        all detections in COCO's results format, category ids from 1
 * images.csv             one row an image: how many objects, how many found, how well, and its
 *                        surest mistake
 * classes.csv            AP of each class, for boxes and for masks
 * precision_recall.csv   at IoU 0.50, 0.75 and their mean from 0.50 to 0.95; all and each class
 * confusion.csv          which class was taken for which, at IoU and score of one half
 * </pre>
 *
 * <p>Memory does not grow with the images.
 */
public final class ObjectRecord implements ObjectWitness, EvaluationRecord {

  static final String KIND = "objects";

  /** The detections. */
  public static final String DETECTIONS = "detections.json";

  /** The table of images. */
  public static final String IMAGES = "images.csv";

  /** The table of confusions. */
  public static final String CONFUSION = "confusion.csv";

  private static final List<Double> SHOWN = List.of(0.5, 0.75);
  private static final double CLOSE = 1e-9;

  private final Path folder;
  private final List<String> classes;
  private final Categories categories;
  private final CocoResultsWriter detections;
  private final CsvRows rows;
  private final Map<Confusion, Integer> confusions = new HashMap<>();
  private List<CocoScores> scores = List.of();
  private long images;

  /**
   * @param folder where the files go
   * @param classes names of the labels
   */
  ObjectRecord(Path folder, List<String> classes) {
    this.folder = folder;
    this.classes = List.copyOf(classes);
    categories = Categories.ofNames(classes);
    detections = new CocoResultsWriter(folder.resolve(DETECTIONS));
    rows =
        new CsvRows(
            folder.resolve(IMAGES),
            "id",
            "image_id",
            "objects",
            "found",
            "correct",
            "quality",
            "mistake_class",
            "mistake_score",
            "mistake_true_class");
  }

  @Override
  public void image(Seen image) {
    for (Detection each : image.found()) {
      detections.append(
          image.imageId(),
          categories.id(each.label()),
          each.score(),
          Optional.of(each.box()),
          each.mask());
    }
    ObjectMatch match = ObjectMatch.of(image.truth(), image.found());
    match.confusions().forEach(each -> confusions.merge(each, 1, Integer::sum));
    rows.row(
        image.id(),
        image.imageId(),
        match.objects(),
        match.found(),
        match.correct(),
        match.quality(),
        match.worst().map(mistake -> name(mistake.predicted())).orElse(""),
        match.worst().map(mistake -> Double.toString(mistake.score())).orElse(""),
        match.worst().map(mistake -> name(mistake.truth())).orElse(""));
    images++;
  }

  private String name(int label) {
    return label == ObjectMatch.NOTHING ? "" : classes.get(label);
  }

  @Override
  public void scores(List<CocoScores> all) {
    scores = List.copyOf(all);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long images() {
    return images;
  }

  @Override
  public void finish() {
    detections.finish();
    rows.close();
    writeConfusions();
    writeClasses();
    try (CurveRows curves = new CurveRows(folder)) {
      scores.forEach(each -> curves(curves, each));
    }
  }

  private void writeConfusions() {
    try (CsvRows table =
        new CsvRows(
            folder.resolve(CONFUSION),
            "true_label",
            "true_class",
            "predicted_label",
            "predicted_class",
            "count")) {
      confusions.entrySet().stream()
          .sorted(
              Comparator.comparing(
                  Map.Entry::getKey,
                  Comparator.comparingInt(Confusion::truth).thenComparingInt(Confusion::predicted)))
          .forEach(
              entry -> {
                Confusion pair = entry.getKey();
                table.row(
                    pair.truth(),
                    name(pair.truth()),
                    pair.predicted(),
                    name(pair.predicted()),
                    entry.getValue());
              });
    }
  }

  private void writeClasses() {
    try (CsvRows table =
        new CsvRows(
            folder.resolve(LabelRecord.CLASSES),
            "kind",
            "label",
            "class",
            "objects",
            "detections",
            "ap",
            "ap50",
            "ap75",
            "ap_small",
            "ap_medium",
            "ap_large",
            "ar_100")) {
      for (CocoScores each : scores) {
        List<CategoryScores> lines = each.perCategory();
        for (int label = 0; label < lines.size(); label++) {
          CategoryScores line = lines.get(label);
          table.row(
              kind(each),
              label,
              line.name(),
              line.objects(),
              line.detections(),
              text(line.ap()),
              text(line.ap50()),
              text(line.ap75()),
              text(line.apSmall()),
              text(line.apMedium()),
              text(line.apLarge()),
              text(line.ar100()));
        }
      }
    }
  }

  private static String kind(CocoScores scores) {
    return scores.settings().iouType() == IouType.BBOX ? "boxes" : "masks";
  }

  private static Object text(OptionalDouble score) {
    return score.isPresent() ? score.getAsDouble() : "";
  }

  private void curves(CurveRows curves, CocoScores of) {
    List<Double> thresholds = of.settings().iouThresholds();
    for (double iou : SHOWN) {
      for (int t = 0; t < thresholds.size(); t++) {
        if (Math.abs(thresholds.get(t) - iou) < CLOSE) {
          curves(curves, of, String.format(Locale.ROOT, "%.2f", iou), t, t + 1);
        }
      }
    }
    curves(curves, of, "mean", 0, thresholds.size());
  }

  private void curves(CurveRows curves, CocoScores of, String name, int from, int to) {
    List<double[]> lines =
        IntStream.range(0, classes.size())
            .mapToObj(label -> mean(thresholds(of, label, from, to)))
            .toList();
    curves.add(kind(of), name, mean(lines.stream().filter(line -> line.length > 0).toList()));
    for (int k = 0; k < lines.size() && lines.size() <= CurveRows.MOST_CLASSES; k++) {
      curves.add(kind(of), k, classes.get(k), name, lines.get(k));
    }
  }

  private static List<double[]> thresholds(CocoScores of, int label, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(threshold -> of.precisionRecall(label, threshold))
        .filter(line -> line.length > 0 && line[0] >= 0)
        .toList();
  }

  private static double[] mean(List<double[]> lines) {
    double[] mean = new double[lines.isEmpty() ? 0 : lines.get(0).length];
    for (double[] line : lines) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += line[i] / lines.size();
      }
    }
    return mean;
  }

  @Override
  public void close() {
    detections.close();
    rows.close();
  }
}
