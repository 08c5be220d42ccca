package io.finetune.run;

import ai.djl.ndarray.NDManager;
import io.finetune.FinetuneException;
import io.finetune.data.Batch;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Feed;
import io.finetune.train.TensorBoardListener;
import java.awt.image.BufferedImage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows TensorBoard the first training batch on its way to the network, so that nothing is read
 * twice.
 *
 * @param <T> the type of a target
 */
final class FirstInputs<T> implements Feed.Intake<T> {

  private static final Logger log = LoggerFactory.getLogger(FirstInputs.class);

  private final Feed.Intake<T> intake;
  private final Function<DeviceBatch<T>, BufferedImage> painter;
  private final TensorBoardListener events;
  private boolean shown;

  FirstInputs(
      Feed.Intake<T> intake,
      Function<DeviceBatch<T>, BufferedImage> painter,
      TensorBoardListener events) {
    this.intake = intake;
    this.painter = painter;
    this.events = events;
  }

  @Override
  public DeviceBatch<T> apply(NDManager scope, Batch<T> batch) {
    DeviceBatch<T> inputs = intake.apply(scope, batch);
    if (!shown) {
      shown = true;
      try {
        events.image("inputs", 0, painter.apply(inputs));
      } catch (FinetuneException e) {
        log.warn("TensorBoard gets no picture of the inputs: {}", e.getMessage());
      }
    }
    return inputs;
  }
}
