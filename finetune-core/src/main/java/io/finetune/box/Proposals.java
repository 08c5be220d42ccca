package io.finetune.box;

import java.util.Arrays;
import java.util.List;

/**
 * Chooses an image's regions from the output of the region proposal network: the best anchors of
 * each level, moved by their deltas, cut at the image's edge, without those that became too small,
 * and without near duplicates on the same level. Follows torchvision's {@code filter_proposals};
 * only anchors that are chosen are decoded.
 *
 * @param beforeNms how many anchors of each level take part in the suppression
 * @param afterNms how many boxes are left at most, over all levels
 * @param nms the suppression, within each level
 * @param scoreThreshold the least score, in [0, 1]
 */
public record Proposals(int beforeNms, int afterNms, Nms nms, double scoreThreshold) {

  /** Sides that a box needs, in pixels. */
  private static final float SMALLEST = 1e-3f;

  /** Requires positive counts and a threshold that a score can have. */
  public Proposals {
    if (beforeNms < 1 || afterNms < 1 || !(scoreThreshold >= 0 && scoreThreshold <= 1)) {
      throw new IllegalArgumentException(
          "cannot choose "
              + afterNms
              + " of "
              + beforeNms
              + " proposals a level with a score of at least "
              + scoreThreshold);
    }
  }

  /** Returns torchvision's choice for training: 2000 a level, 2000 in all, overlap up to 0.7. */
  public static Proposals training() {
    return new Proposals(2000, 2000, new Nms(0.7), 0);
  }

  /** Returns torchvision's choice for inference: 1000 a level, 1000 in all, overlap up to 0.7. */
  public static Proposals inference() {
    return new Proposals(1000, 1000, new Nms(0.7), 0);
  }

  /** What takes part in the suppression. Mutable. */
  private static final class Candidates {
    private final float[] boxes;
    private final float[] scores;
    private final int[] levels;
    private int count;

    Candidates(int most) {
      boxes = new float[4 * most];
      scores = new float[most];
      levels = new int[most];
    }
  }

  /**
   * Chooses the proposals of one image.
   *
   * @param objectness for each level the logits, {@code (H, W, A)}
   * @param deltas for each level the codes, {@code (H, W, A, 4)}
   * @param anchors the anchors of the batch
   * @param image the image's size without padding
   * @return the boxes, best first, with the logistic of their logits
   * @throws IllegalArgumentException if an array's length is not that of its level's anchors
   */
  public ScoredBoxes select(
      List<float[]> objectness, List<float[]> deltas, AnchorGrid anchors, ImageSize image) {
    requireLevels(objectness, deltas, anchors);
    int most = 0;
    for (float[] level : objectness) {
      most += Math.min(beforeNms, level.length);
    }
    Candidates candidates = new Candidates(most);
    for (int level = 0; level < anchors.levels(); level++) {
      collect(objectness.get(level), deltas.get(level), anchors, level, image, candidates);
    }
    int count = candidates.count;
    float[] boxes = Arrays.copyOf(candidates.boxes, 4 * count);
    float[] scores = Arrays.copyOf(candidates.scores, count);
    int[] kept = nms.keep(boxes, scores, Arrays.copyOf(candidates.levels, count), afterNms);
    float[] keptScores = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptScores[i] = scores[kept[i]];
    }
    return new ScoredBoxes(Boxes.select(boxes, kept), keptScores);
  }

  private void collect(
      float[] objectness,
      float[] deltas,
      AnchorGrid anchors,
      int level,
      ImageSize image,
      Candidates into) {
    for (int anchor : Ranking.top(objectness, beforeNms)) {
      int at = 4 * into.count;
      int from = 4 * (anchors.start(level) + anchor);
      BoxCoder.PROPOSAL.decode(deltas, 4 * anchor, anchors.boxes(), from, into.boxes, at);
      Boxes.clip(into.boxes, at, image);
      float score = logistic(objectness[anchor]);
      if (Boxes.isLargeEnough(into.boxes, at, SMALLEST) && score >= (float) scoreThreshold) {
        into.scores[into.count] = score;
        into.levels[into.count++] = level;
      }
    }
  }

  /** In float32 step by step, so that logits which torch maps to one score share one here too. */
  private static float logistic(float logit) {
    return 1 / (1 + (float) Math.exp(-logit));
  }

  private static void requireLevels(
      List<float[]> objectness, List<float[]> deltas, AnchorGrid anchors) {
    if (objectness.size() != anchors.levels() || deltas.size() != anchors.levels()) {
      throw new IllegalArgumentException(
          "anchors on "
              + anchors.levels()
              + " levels need as many arrays, not "
              + objectness.size()
              + " of objectness and "
              + deltas.size()
              + " of deltas");
    }
    for (int level = 0; level < anchors.levels(); level++) {
      int count = anchors.count(level);
      if (objectness.get(level).length != count || deltas.get(level).length != 4 * count) {
        throw new IllegalArgumentException(
            "level "
                + level
                + " has "
                + count
                + " anchors, but "
                + objectness.get(level).length
                + " logits and "
                + deltas.get(level).length
                + " numbers of deltas");
      }
    }
  }
}
