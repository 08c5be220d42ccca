package io.finetune.train;

import io.finetune.optim.GradientNorms;
import java.util.List;

/** Measures gradients every few steps and tells other listeners. */
public final class GradientWatch implements TrainingListener {

  private final GradientNorms norms;
  private final int interval;
  private final List<TrainingListener> listeners;

  /**
   * Constructs the watch.
   *
   * @param norms what is measured
   * @param interval steps from one measurement to the next
   * @param listeners whose {@link TrainingListener#onGradients} is called
   */
  public GradientWatch(GradientNorms norms, int interval, List<TrainingListener> listeners) {
    this.norms = norms;
    this.interval = interval;
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void beforeStep(long step) {
    if (step % interval == 0) {
      GradientReport report = new GradientReport(step, norms.measure());
      listeners.forEach(listener -> listener.onGradients(report));
    }
  }
}
