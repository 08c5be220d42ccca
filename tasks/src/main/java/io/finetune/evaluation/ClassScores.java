package io.finetune.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a classifier was right.
 *
 * @param images how many images were scored
 * @param k the larger k: 5, or the number of classes where there are fewer
 * @param top1 images whose class was the most likely
 * @param topK images whose class was among the k most likely
 * @param perClass the same by class, in the order of the labels
 */
public record ClassScores(int images, int k, int top1, int topK, List<OfClass> perClass)
    implements Scores {

  /**
   * How often images of a class were recognised.
   *
   * @param name the class
   * @param images of it
   * @param top1 of them with this as the most likely class
   */
  public record OfClass(String name, int images, int top1) {}

  /** Copies the list. */
  public ClassScores {
    perClass = List.copyOf(perClass);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("top1", (double) top1 / images);
    metrics.put("top" + k, (double) topK / images);
    return metrics;
  }
}
