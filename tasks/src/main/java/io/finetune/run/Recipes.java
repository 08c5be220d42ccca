package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.block.Norm;
import io.finetune.run.Choices.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What is set when the user sets nothing: one line a situation. The first recipe that fits a model
 * and a dataset is laid over {@link #DEFAULTS}.
 *
 * <p>{@code lr} in a recipe is SGD's; other families scale it as the paper does (Adam / 100,
 * Adagrad / 10).
 */
public final class Recipes {

  private static final Set<String> FINE_GRAINED =
      Set.of("cub200", "cars196", "dogs120", "aircraft100");
  private static final Set<String> CIFAR =
      Set.of("cifar10", "cifar100", "cifar100_fine", "cifar100_rest");

  private static final Map<String, String> DEFAULTS =
      values(
          "optimizer sgd_gc, download false, epochs 30, batch-size 32, accumulate 1, seed 0",
          "runs runs, weights default, freeze none, norm batch, weight-standardization false",
          "lr 0.01, weight-decay 1e-4, decay-vectors true, head-lr 1",
          "lookahead-steps 0, lookahead-alpha 0.5, clip-norm 0, clip-value 0, schedule cosine",
          "warmup-epochs 0, warmup-steps 0, step-epochs 30, gamma 0.1, power 0.9, flip 0.5",
          "test-fraction 0.2, skip-broken false, device auto, precision auto, threads 0",
          "evaluate-every 1, report-every 10, checkpoint-minutes 10, on-nan stop",
          "histogram-every 0");

  private static final Map<String, String> CLASSIFIER_DEFAULTS =
      values(
          "label-smoothing 0, image-size 224, resize 256, train-crop random_resized, padding 0",
          "color-jitter 0, normalization imagenet");

  /** torchvision's detectors. */
  private static final Map<String, String> DETECTOR_DEFAULTS =
      values(
          "box-head two_fc, anchor-sizes 32;64;128;256;512, rpn-batch 256, roi-batch 512, proposals 2000, test-proposals 1000",
          "score-threshold 0.05, detections 100, min-size 800, max-size 1333");

  /** The batch that the learning rates of detectors are given for. */
  private static final double DETECTOR_BATCH = 16;

  /** Begins, as the paper does, with the backbone alone: COCO itself is what is to be learned. */
  private static final Map<String, String> DETECTOR_1X =
      values(
          "weights backbone, norm frozen_batch, freeze stage1, epochs 12, batch-size 2, lr 0.02",
          "weight-decay 1e-4, schedule multistep, milestones 8;11, gamma 0.1, warmup-steps 500",
          "report-every 20");

  private static final List<Recipe> ALL =
      List.of(
          new Recipe(
              "fine_grained",
              "the paper's fine-grained recipe (arXiv 2004.01461, section 4.3)",
              (model, dataset) -> FINE_GRAINED.contains(dataset),
              values(
                  "epochs 100, batch-size 128, lr 0.1, weight-decay 1e-4, schedule multistep",
                  "milestones 50;80, gamma 0.1, resize 512, image-size 448, train-crop center")),
          new Recipe(
              "cifar_fine_tune",
              "a short fine-tuning of a CIFAR model on the ten fine-grained classes",
              (model, dataset) -> isSmall(model) && dataset.equals("cifar100_fine"),
              values(
                  "epochs 40, batch-size 32, lr 0.05, weight-decay 5e-4, resize 0, image-size 32",
                  "train-crop padded, padding 4, normalization cifar100")),
          new Recipe(
              "cifar",
              "the paper's CIFAR recipe (arXiv 2004.01461, section 4.1)",
              (model, dataset) -> isSmall(model) && CIFAR.contains(dataset),
              values(
                  "epochs 200, batch-size 128, lr 0.1, weight-decay 5e-4, schedule step",
                  "step-epochs 60, resize 0, image-size 32, train-crop padded, padding 4",
                  "normalization cifar100")),
          new Recipe(
              "cifar_enlarged",
              "CIFAR images enlarged for a model with an ImageNet stem",
              (model, dataset) -> CIFAR.contains(dataset),
              values(
                  "epochs 10, batch-size 64, lr 0.01, resize 128, image-size 128",
                  "train-crop padded, padding 16")),
          new Recipe(
              "imagenet",
              "the paper's ImageNet recipe (arXiv 2004.01461, section 4.2)",
              (model, dataset) -> dataset.equals("imagenet"),
              values("epochs 100, batch-size 256, lr 0.1, schedule step, step-epochs 30")),
          new Recipe(
              "shapes",
              "the drawn shapes, from scratch: small images, few regions",
              (model, dataset) -> Models.detects(model) && dataset.startsWith("shapes"),
              values(
                  "weights none, norm batch, freeze none, epochs 5, batch-size 8, lr 0.04",
                  "schedule multistep, milestones 3;4, warmup-steps 200, min-size 128",
                  "max-size 128, anchor-sizes 12;24;48;96;192, rpn-batch 128, roi-batch 64",
                  "proposals 500, test-proposals 300")),
          new Recipe(
              "coco_1x",
              "the paper's 1x schedule from ImageNet weights (arXiv 2004.01461, section 4.4)",
              (model, dataset) -> Models.detects(model) && dataset.equals("coco2017"),
              DETECTOR_1X),
          new Recipe(
              "detect",
              "fine-tuning a detector on one's own images",
              (model, dataset) -> Models.detects(model),
              values(
                  "norm frozen_batch, freeze stage1, epochs 12, batch-size 2, lr 0.02",
                  "schedule multistep, milestones 8;11, warmup-steps 100, report-every 5")),
          new Recipe("fine_tune", "fine-tuning on one's own images", (m, d) -> true, Map.of()));

  private Recipes() {}

  /**
   * A recipe.
   *
   * @param name its name
   * @param description in one line
   * @param fits tells whether it is meant for a model and a dataset, by their names
   * @param values settings by name
   */
  public record Recipe(
      String name,
      String description,
      BiPredicate<String, String> fits,
      Map<String, String> values) {

    /** Copies the values. */
    public Recipe {
      values = Map.copyOf(values);
    }
  }

  /**
   * Lists the recipes.
   *
   * @return all, in the order they are tried
   */
  public static List<Recipe> all() {
    return ALL;
  }

  /**
   * Returns what is set where neither user nor recipe nor optimizer sets anything.
   *
   * @param detector whether for a detector or a classifier
   * @return values by setting
   */
  public static Map<String, String> defaults(boolean detector) {
    Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
    values.putAll(detector ? DETECTOR_DEFAULTS : CLASSIFIER_DEFAULTS);
    return values;
  }

  /**
   * Finds the recipe for a model and a dataset.
   *
   * @param model the model's name
   * @param dataset the dataset's name
   * @return the first that fits
   */
  public static Recipe of(String model, String dataset) {
    return ALL.stream()
        .filter(recipe -> recipe.fits().test(model, dataset))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Fills in what the user left open.
   *
   * @param chosen the user's choices, model and dataset among them
   * @return choices for every setting that applies
   */
  static Choices complete(Choices chosen) {
    String model = chosen.get(Settings.MODEL_NAME);
    boolean detects = Models.detects(model);
    requireApplicable(chosen, model, detects ? Settings.OF_CLASSIFIERS : Settings.OF_DETECTORS);
    Recipe recipe = of(model, chosen.get(Settings.DATASET));
    Choices unscaled =
        Choices.NONE.withAll(recipe.values(), Origin.RECIPE).withAll(DEFAULTS, Origin.DEFAULT);
    if (detects) {
      unscaled = scaledToBatch(chosen, unscaled);
    }
    Choices named =
        chosen.with(Settings.OPTIMIZER_NAME, unscaled.get(Settings.OPTIMIZER_NAME), Origin.DEFAULT);
    Choices run =
        Updates.complete(named, unscaled)
            .withAll(recipe.values(), Origin.RECIPE)
            .withAll(DEFAULTS, Origin.DEFAULT)
            .withAll(detects ? DETECTOR_DEFAULTS : CLASSIFIER_DEFAULTS, Origin.DEFAULT)
            .with(Settings.WORKERS, Runtime.getRuntime().availableProcessors(), Origin.DEFAULT);
    return run.find(Settings.NORM_EPS).isPresent()
        ? run
        : run.with(Settings.NORM_EPS, normEps(run), Origin.DEFAULT);
  }

  /** Frozen statistics mean what they meant where the weights were trained. */
  private static double normEps(Choices run) {
    if (!run.get(Settings.NORM).equals("frozen_batch")) {
      return Norm.BATCH.eps();
    }
    return InitialWeights.of(run.get(Settings.MODEL_NAME), run.get(Settings.WEIGHTS))
        .normEps()
        .orElse(Norm.FROZEN_BATCH.eps());
  }

  /** A detector's rate grows with its batch: the recipe's is for sixteen images a step. */
  private static Choices scaledToBatch(Choices chosen, Choices recipe) {
    int batch = chosen.find(Settings.BATCH_SIZE).orElseGet(() -> recipe.get(Settings.BATCH_SIZE));
    int accumulate =
        chosen.find(Settings.ACCUMULATE).orElseGet(() -> recipe.get(Settings.ACCUMULATE));
    double rate = recipe.get(Settings.LEARNING_RATE) * batch * accumulate / DETECTOR_BATCH;
    return recipe.with(Settings.LEARNING_RATE, rate, Origin.RECIPE);
  }

  private static void requireApplicable(
      Choices chosen, String model, Set<Setting<?>> inapplicable) {
    for (Setting<?> setting : inapplicable) {
      if (chosen.find(setting).isPresent()) {
        throw new FinetuneException(
            "--" + setting.name() + " does not apply to " + model + ": leave it out");
      }
    }
  }

  private static boolean isSmall(String model) {
    return model.endsWith("_cifar");
  }

  /** Reads "name value, name value" lines; a semicolon stands for the comma inside a value. */
  private static Map<String, String> values(String... lines) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String entry : String.join(", ", lines).split(", ", -1)) {
      int space = entry.indexOf(' ');
      values.put(entry.substring(0, space), entry.substring(space + 1).replace(';', ','));
    }
    return values;
  }
}
