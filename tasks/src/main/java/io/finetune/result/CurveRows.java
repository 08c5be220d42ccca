package io.finetune.result;

import java.nio.file.Path;

/**
 * Writes {@code precision_recall.csv}: precision at the recalls 0, 0.01, ... 1. A curve of one
 * class has its label and name; one over all classes has neither.
 */
public final class CurveRows implements AutoCloseable {

  /** The file. */
  public static final String FILE = "precision_recall.csv";

  /** With more classes only the curves over all are written: nobody looks at two hundred. */
  static final int MOST_CLASSES = 200;

  private final CsvRows rows;

  CurveRows(Path folder) {
    rows =
        new CsvRows(folder.resolve(FILE), "kind", "label", "class", "curve", "recall", "precision");
  }

  void add(String kind, String curve, double[] precision) {
    add(kind, "", "", curve, precision);
  }

  void add(String kind, int label, String name, String curve, double[] precision) {
    add(kind, Integer.toString(label), name, curve, precision);
  }

  private void add(String kind, String label, String name, String curve, double[] precision) {
    for (int i = 0; i < precision.length; i++) {
      rows.row(kind, label, name, curve, i / (precision.length - 1.0), precision[i]);
    }
  }

  @Override
  public void close() {
    rows.close();
  }
}
