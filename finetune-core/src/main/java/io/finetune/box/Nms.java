package io.finetune.box;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression: from the best score down, a box is kept unless a box kept before
 * it overlaps it by more than a threshold.
 *
 * <p>As in {@code torchvision.ops.nms}: an overlap equal to the threshold suppresses nothing, and
 * neither does a NaN (two boxes without area); the overlap is computed in float32 and compared with
 * the threshold in double precision; equal scores keep their order. Groups are kept apart exactly,
 * as torchvision does beyond 1000 boxes; below that it shifts them apart by adding to their
 * coordinates, which moves overlaps by rounding and fails for negative coordinates.
 *
 * @param threshold the overlap that is still allowed, in [0, 1]
 */
public record Nms(double threshold) {

  /** Requires a threshold in [0, 1]. */
  public Nms {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "an overlap is between 0 and 1, so the threshold cannot be " + threshold);
    }
  }

  /**
   * Suppresses within one set.
   *
   * @param boxes {@code (N, 4)}
   * @param scores {@code (N)}
   * @return indices of the kept boxes, best score first
   */
  public int[] keep(float[] boxes, float[] scores) {
    return keep(boxes, scores, new int[scores.length], Integer.MAX_VALUE);
  }

  /**
   * Suppresses within each group, and stops once enough boxes are kept.
   *
   * @param boxes {@code (N, 4)}
   * @param scores {@code (N)}
   * @param groups {@code (N)}: the class or level of each box, small numbers from 0
   * @param limit how many boxes to keep at most, over all groups
   * @return indices of the kept boxes, best score first
   * @throws IllegalArgumentException if lengths disagree or a group is negative
   */
  public int[] keep(float[] boxes, float[] scores, int[] groups, int limit) {
    int count = Boxes.count(boxes);
    if (scores.length != count || groups.length != count) {
      throw new IllegalArgumentException(
          count
              + " boxes need as many scores and groups, not "
              + scores.length
              + " and "
              + groups.length);
    }
    KeptBoxes[] kept = new KeptBoxes[Arrays.stream(groups).max().orElse(-1) + 1];
    int[] indices = new int[Math.min(count, limit)];
    int found = 0;
    for (int candidate : Ranking.descending(scores)) {
      if (found == indices.length) {
        break;
      }
      if (groupOf(kept, groups[candidate], boxes).offer(4 * candidate)) {
        indices[found++] = candidate;
      }
    }
    return Arrays.copyOf(indices, found);
  }

  private KeptBoxes groupOf(KeptBoxes[] kept, int group, float[] boxes) {
    if (group < 0) {
      throw new IllegalArgumentException("groups count from 0, not from " + group);
    }
    if (kept[group] == null) {
      kept[group] = new KeptBoxes(boxes, threshold);
    }
    return kept[group];
  }
}
