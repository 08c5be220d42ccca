package io.finetune.result;

import io.finetune.classification.LabelWitness;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * An evaluation of a classifier as files:
 *
 * <pre>
 * predictions.csv        one row an image: id, true and predicted class, their probabilities
 * classes.csv            one row a class: images, predicted, correct, accuracy, precision, average
 *                        precision against the other classes
 * precision_recall.csv   micro (all decisions in one pot), macro (mean of the classes), each class
 * </pre>
 *
 * <p>Memory does not grow with the images. Average precision takes the probabilities of all
 * classes, not of the predicted one alone; with more than {@value #MOST_BINS} classes only the
 * micro curve is counted.
 */
public final class LabelRecord implements LabelWitness, EvaluationRecord {

  static final String KIND = "labels";

  /** The table of images. */
  public static final String PREDICTIONS = "predictions.csv";

  /** The table of classes. */
  public static final String CLASSES = "classes.csv";

  /** So many classes' bins are 24 MB. */
  private static final int MOST_BINS = 2000;

  private final Path folder;
  private final List<String> classes;
  private final CsvRows predictions;
  private final List<ScoreBins> bins;
  private final ScoreBins micro = new ScoreBins();
  private final long[] images;
  private final long[] predicted;
  private final long[] correct;

  /**
   * @param folder where the files go
   * @param classes names of the labels
   */
  LabelRecord(Path folder, List<String> classes) {
    this.folder = folder;
    this.classes = List.copyOf(classes);
    predictions =
        new CsvRows(
            folder.resolve(PREDICTIONS),
            "id",
            "true_label",
            "true_class",
            "predicted_label",
            "predicted_class",
            "probability",
            "probability_of_true");
    int counted = classes.size() <= MOST_BINS ? classes.size() : 0;
    bins = Stream.generate(ScoreBins::new).limit(counted).toList();
    images = new long[classes.size()];
    predicted = new long[classes.size()];
    correct = new long[classes.size()];
  }

  @Override
  public void batch(List<String> ids, List<Integer> labels, float[] probabilities) {
    for (int i = 0; i < ids.size(); i++) {
      int first = i * classes.size();
      image(
          ids.get(i),
          labels.get(i),
          Arrays.copyOfRange(probabilities, first, first + classes.size()));
    }
  }

  private void image(String id, int label, float[] probabilities) {
    int best = 0;
    for (int k = 0; k < probabilities.length; k++) {
      if (probabilities[k] > probabilities[best]) {
        best = k;
      }
      (bins.isEmpty() ? micro : bins.get(k)).add(probabilities[k], k == label);
    }
    images[label]++;
    predicted[best]++;
    correct[label] += best == label ? 1 : 0;
    predictions.row(
        id,
        label,
        classes.get(label),
        best,
        classes.get(best),
        probabilities[best],
        probabilities[label]);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public long images() {
    return Arrays.stream(images).sum();
  }

  @Override
  public void finish() {
    predictions.close();
    List<double[]> curves = bins.stream().map(ScoreBins::precision).toList();
    bins.forEach(micro::add);
    writeClasses(curves);
    try (CurveRows rows = new CurveRows(folder)) {
      rows.add(KIND, "micro", micro.precision());
      rows.add(KIND, "macro", macro(curves));
      for (int k = 0; k < curves.size() && curves.size() <= CurveRows.MOST_CLASSES; k++) {
        rows.add(KIND, k, classes.get(k), "class", curves.get(k));
      }
    }
  }

  private void writeClasses(List<double[]> curves) {
    try (CsvRows rows =
        new CsvRows(
            folder.resolve(CLASSES),
            "label",
            "class",
            "images",
            "predicted",
            "correct",
            "accuracy",
            "precision",
            "average_precision")) {
      for (int k = 0; k < classes.size(); k++) {
        boolean curve = !curves.isEmpty() && curves.get(k).length > 0;
        rows.row(
            k,
            classes.get(k),
            images[k],
            predicted[k],
            correct[k],
            share(correct[k], images[k]),
            share(correct[k], predicted[k]),
            curve ? ScoreBins.mean(curves.get(k)) : "");
      }
    }
  }

  /** A share, or nothing where it is not defined. */
  private static Object share(long part, long whole) {
    return whole == 0 ? "" : (double) part / whole;
  }

  /** The mean over the classes that have images. */
  private static double[] macro(List<double[]> curves) {
    List<double[]> defined = curves.stream().filter(curve -> curve.length > 0).toList();
    double[] mean = new double[defined.isEmpty() ? 0 : ScoreBins.RECALLS];
    for (double[] curve : defined) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += curve[i] / defined.size();
      }
    }
    return mean;
  }

  @Override
  public void close() {
    predictions.close();
  }
}
