package io.finetune.card;

import io.finetune.FinetuneException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known about a pretrained model. A number nobody published is absent, never guessed.
 *
 * @param name the model's name, as the command line takes it
 * @param description one sentence: what it is and when to take it
 * @param architecture its build in words
 * @param paper where it was introduced
 * @param parameters trainable elements with a head of {@code classes} outputs
 * @param classes outputs of the head that {@code parameters} and {@code gflops} count
 * @param gflops multiply-adds of one image at the crop size, in billions, counting convolutions and
 *     linear layers
 * @param preprocessing what evaluation does to an image
 * @param weights where pretrained weights are, the most trusted first; empty when there are none
 * @param licence of the weights, or of the model where there are none
 * @param results published results
 * @param limits what to know before trusting it
 * @param recipe where to begin when fine-tuning
 */
public record ModelCard(
    String name,
    String description,
    Architecture architecture,
    Paper paper,
    long parameters,
    int classes,
    double gflops,
    Preprocessing preprocessing,
    List<Weights> weights,
    String licence,
    List<Result> results,
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
  public Weights weights(String weightsName) {
    return io.finetune.Names.find("weights of " + name, weightsName, weights, Weights::name);
  }

  /**
   * The build in words.
   *
   * @param blocks the residual blocks
   * @param stem how pixels enter
   */
  public record Architecture(String blocks, String stem) {}

  /**
   * A publication.
   *
   * @param title its title
   * @param url its address
   */
  public record Paper(String title, String url) {}

  /**
   * What evaluation does to an image: the shorter side to {@code resize}, the centre square of
   * {@code crop}, pixels to 0..1, minus mean, by standard deviation.
   *
   * @param resize pixels
   * @param crop pixels
   * @param mean of red, green, blue, 0 to 1
   * @param std of red, green, blue, 0 to 1
   * @param interpolation of the resizing
   */
  public record Preprocessing(
      int resize, int crop, List<Double> mean, List<Double> std, Interpolation interpolation) {

    /** Checks the sizes and the channels. */
    public Preprocessing {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      require(crop > 0, "crop", crop, "more than 0");
      require(resize >= crop, "resize", resize, "at least the crop of " + crop);
      require(mean.size() == 3, "mean", mean, "three numbers: red, green, blue");
      require(std.size() == 3, "std", std, "three numbers: red, green, blue");
      require(std.stream().allMatch(value -> value > 0), "std", std, "more than 0");
    }
  }

  /** How a resized pixel is made. */
  public enum Interpolation {
    /** From the four nearest pixels. */
    BILINEAR,
    /** From the sixteen nearest pixels. */
    BICUBIC
  }

  /** How weights are got. */
  public enum Kind {
    /** In the project itself; the location is a class path resource. */
    SHIPPED,
    /** Downloaded; the location is an https address. */
    URL,
    /** From DJL's model zoo; the location is a djl:// address. */
    DJL
  }

  /**
   * One file of pretrained weights.
   *
   * @param name short, unique in the card
   * @param kind how it is got
   * @param location where it is, see {@link Kind}
   * @param sha256Prefix the first hexadecimal digits of the file's SHA-256, all 64 at most, where
   *     published; torchvision has the first eight in the file name
   * @param trainedOn the dataset
   * @param resize the shorter side in pixels these weights want, where it is not the card's
   */
  public record Weights(
      String name,
      Kind kind,
      String location,
      Optional<String> sha256Prefix,
      String trainedOn,
      Optional<Integer> resize) {

    /** Checks the location and the checksum. */
    public Weights {
      switch (kind) {
        case URL ->
            require(location.startsWith("https://"), "location", location, "an https:// address");
        case DJL ->
            require(location.startsWith("djl://"), "location", location, "a djl:// address");
        case SHIPPED ->
            require(location.startsWith("/"), "location", location, "a resource from /");
      }
      sha256Prefix.ifPresent(
          digits ->
              require(
                  digits.matches("[0-9a-f]{8,64}"),
                  "sha256_prefix",
                  digits,
                  "8 to 64 lower-case hexadecimal digits"));
    }
  }

  /**
   * A published result.
   *
   * @param dataset and its split
   * @param weights the name of the weights it was reached with, where they are in the card
   * @param note what else it depends on
   * @param top1 accuracy in percent
   * @param top5 accuracy in percent
   * @param source who published it, and where
   */
  public record Result(
      String dataset,
      Optional<String> weights,
      Optional<String> note,
      double top1,
      Optional<Double> top5,
      String source) {

    /** Checks the percentages. */
    public Result {
      require(top1 >= 0 && top1 <= 100, "top1", top1, "a percentage");
      require(top5.orElse(top1) >= top1 && top5.orElse(top1) <= 100, "top5", top5, "top1 to 100");
    }
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

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new FinetuneException(
          String.format(Locale.ROOT, "%s is %s, expected %s", field, value, expected));
    }
  }
}
