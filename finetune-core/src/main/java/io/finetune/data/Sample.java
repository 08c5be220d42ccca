package io.finetune.data;

import io.finetune.image.ImageSource;
import java.util.Objects;

/**
 * One image and what it shows.
 *
 * @param id the file or position it comes from, for messages
 * @param image where its pixels are
 * @param target what a model learns to predict from it
 * @param <T> the type of the target
 */
public record Sample<T>(String id, ImageSource image, T target) {

  /** Requires every part. */
  public Sample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(target, "target");
  }
}
