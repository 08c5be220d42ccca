package io.finetune.train;

import ai.djl.nn.Parameter;
import io.finetune.optim.Distribution;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes histograms of all trained weights and their gradients for TensorBoard, before the last
 * step of every few epochs.
 */
public final class WeightHistograms implements TrainingListener {

  private final Map<String, Parameter> parameters;
  private final long interval;
  private final TensorBoardListener events;

  /**
   * Constructs the listener.
   *
   * @param parameters by name, all on one device; those that are not trained are left out
   * @param interval steps of so many epochs
   * @param events where the histograms go; closed by its owner
   */
  public WeightHistograms(
      Map<String, Parameter> parameters, long interval, TensorBoardListener events) {
    this.parameters = new LinkedHashMap<>(parameters);
    this.interval = interval;
    this.events = events;
  }

  @Override
  public void beforeStep(long step) {
    if (step % interval == 0) {
      events.histograms(step, Distribution.of(parameters));
    }
  }
}
