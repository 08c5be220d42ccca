package io.finetune.card;

import io.finetune.FinetuneException;
import io.finetune.Names;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known about a pretrained model. A number nobody published is absent, never guessed.
 *
 * @param name the model's name, as the command line takes it
 * @param task what it is for; it decides the kinds of {@code architecture}, {@code preprocessing}
 *     and {@code results}
 * @param description one sentence: what it is and when to take it
 * @param architecture its build in words
 * @param paper where it was introduced
 * @param parameters trainable elements with a head of {@code classes} outputs; a detector's with
 *     frozen batch norm, every other part of it trained
 * @param classes outputs of the head that {@code parameters} and {@code gflops} count; a detector's
 *     background is one of them
 * @param gflops multiply-adds of one image in billions, counting convolutions and linear layers as
 *     torchvision does: a classifier's at the crop size, a detector's at 800x800 pixels with 1000
 *     proposals and without drawing masks
 * @param preprocessing what evaluation does to an image
 * @param weights where pretrained weights are, the most trusted first; empty when there are none
 * @param licence of the weights, or of the model where there are none
 * @param results published results
 * @param limits what to know before trusting it
 * @param recipe where to begin when fine-tuning
 */
public record ModelCard(
    String name,
    Task task,
    String description,
    Architecture architecture,
    Paper paper,
    long parameters,
    int classes,
    double gflops,
    Preprocessing preprocessing,
    List<CardWeights> weights,
    String licence,
    List<PublishedResult> results,
    List<String> limits,
    Recipe recipe) {

  /** Copies the lists and checks the counts. */
  public ModelCard {
    weights = List.copyOf(weights);
    results = List.copyOf(results);
    limits = List.copyOf(limits);
    require(parameters > 0, "parameters", parameters, "more than 0");
    require(classes > 0, "classes", classes, "more than 0");
    require(gflops > 0, "gflops", gflops, "more than 0");
  }

  /**
   * Finds weights by name.
   *
   * @param weightsName a name among {@link #weights}
   * @return the weights
   * @throws FinetuneException if there are none of that name; the message lists the valid names
   */
  public CardWeights weights(String weightsName) {
    return Names.find("weights of " + name, weightsName, weights, CardWeights::name);
  }

  /** What a model tells of an image. */
  public enum Task {
    /** Its class. */
    CLASSIFICATION,
    /** The boxes of its objects and their classes. */
    DETECTION,
    /** Boxes, classes, and the masks of its objects. */
    SEGMENTATION
  }

  /** The build in words. */
  public sealed interface Architecture {

    /**
     * A classifier.
     *
     * @param blocks the residual blocks
     * @param stem how pixels enter
     */
    record Residual(String blocks, String stem) implements Architecture {}

    /**
     * A detector, with masks or without.
     *
     * @param backbone the name of the model that its backbone is, without its head
     * @param neck what stands between the backbone and the heads
     * @param heads what proposes, classifies and draws
     */
    record Detector(String backbone, String neck, String heads) implements Architecture {}
  }

  /**
   * A publication.
   *
   * @param title its title
   * @param url its address
   */
  public record Paper(String title, String url) {}

  /**
   * What evaluation does to an image: it is sized, and of its pixels, 0 to 1, the mean is taken out
   * and the rest divided by the standard deviation.
   *
   * @param sizing the size
   * @param mean of red, green, blue, 0 to 1
   * @param std of red, green, blue, 0 to 1
   * @param interpolation of the resizing
   */
  public record Preprocessing(
      Sizing sizing, List<Double> mean, List<Double> std, Interpolation interpolation) {

    /** Checks the channels. */
    public Preprocessing {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      require(mean.size() == 3, "mean", mean, "three numbers: red, green, blue");
      require(std.size() == 3, "std", std, "three numbers: red, green, blue");
      require(std.stream().allMatch(value -> value > 0), "std", std, "more than 0");
    }
  }

  /** How an image gets its size. */
  public sealed interface Sizing {

    /**
     * The shorter side to {@code resize}, then the centre square of {@code crop}.
     *
     * @param resize pixels
     * @param crop pixels
     */
    record Crop(int resize, int crop) implements Sizing {

      /** Checks the sizes. */
      public Crop {
        require(crop > 0, "crop", crop, "more than 0");
        require(resize >= crop, "resize", resize, "at least the crop of " + crop);
      }
    }

    /**
     * The shorter side to {@code shortSide}, or less where the longer one would exceed {@code
     * longSide}; the image stays whole.
     *
     * @param shortSide pixels
     * @param longSide pixels
     */
    record Whole(int shortSide, int longSide) implements Sizing {

      /** Checks the sides. */
      public Whole {
        require(shortSide > 0, "short_side", shortSide, "more than 0");
        require(longSide >= shortSide, "long_side", longSide, "at least the short side");
      }
    }
  }

  /** How a resized pixel is made. */
  public enum Interpolation {
    /** From the four nearest pixels. */
    BILINEAR,
    /** From the sixteen nearest pixels. */
    BICUBIC
  }

  /**
   * Where to begin when fine-tuning.
   *
   * @param optimizer its name on the command line
   * @param learningRate the first rate
   * @param weightDecay the decay
   * @param batch images per step
   * @param epochs passes over the data
   * @param schedule how the rate falls, in words, where published
   * @param note where the numbers are from
   */
  public record Recipe(
      String optimizer,
      double learningRate,
      double weightDecay,
      int batch,
      int epochs,
      Optional<String> schedule,
      String note) {

    /** Checks the numbers. */
    public Recipe {
      require(learningRate > 0, "learning_rate", learningRate, "more than 0");
      require(weightDecay >= 0, "weight_decay", weightDecay, "0 or more");
      require(batch > 0, "batch", batch, "more than 0");
      require(epochs > 0, "epochs", epochs, "more than 0");
    }
  }

  static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new FinetuneException(
          String.format(Locale.ROOT, "%s is %s, expected %s", field, value, expected));
    }
  }
}
