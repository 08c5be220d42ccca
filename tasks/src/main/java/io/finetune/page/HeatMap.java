package io.finetune.page;

import io.finetune.page.Confusions.Pair;
import java.awt.image.BufferedImage;

/**
 * A confusion matrix as a picture, a square a cell, true classes from top to bottom: the darker (on
 * a dark page the brighter), the larger the share of the true class.
 */
final class HeatMap {

  /** Pixels at most; a matrix of more classes is pooled by the largest share. */
  private static final int SIDE = 800;

  /** Makes small shares visible. */
  private static final double GAMMA = 0.5;

  private HeatMap() {}

  static BufferedImage paint(Confusions confusions, Theme theme) {
    int classes = confusions.names().size();
    int cells = Math.min(classes, SIDE);
    int cell = SIDE / cells;
    double[][] shares = shares(confusions, cells);
    BufferedImage picture =
        new BufferedImage(cells * cell, cells * cell, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        double share = shares[y / cell][x / cell];
        picture.setRGB(x, y, theme.shade(0.04 + 0.96 * Math.pow(share, GAMMA)).getRGB());
      }
    }
    return picture;
  }

  private static double[][] shares(Confusions confusions, int cells) {
    int classes = confusions.names().size();
    long[] totals = confusions.totals();
    double[][] shares = new double[cells][cells];
    for (Pair pair : confusions.counts().keySet()) {
      int row = (int) ((long) pair.truth() * cells / classes);
      int column = (int) ((long) pair.predicted() * cells / classes);
      shares[row][column] = Math.max(shares[row][column], confusions.share(pair, totals));
    }
    return shares;
  }
}
