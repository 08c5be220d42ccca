package io.finetune.run;

import static io.finetune.run.Setting.Effect.LENGTH;
import static io.finetune.run.Setting.Effect.NONE;
import static io.finetune.run.Setting.Effect.ROUNDING;
import static io.finetune.run.Setting.Group.DATA;
import static io.finetune.run.Setting.Group.MODEL;
import static io.finetune.run.Setting.Group.OPTIMIZER;
import static io.finetune.run.Setting.Group.RUN;
import static io.finetune.run.Setting.Group.SCHEDULE;
import static io.finetune.run.Setting.Group.SYSTEM;
import static io.finetune.run.Setting.choice;
import static io.finetune.run.Setting.flag;
import static io.finetune.run.Setting.integer;
import static io.finetune.run.Setting.integers;
import static io.finetune.run.Setting.name;
import static io.finetune.run.Setting.number;
import static io.finetune.run.Setting.seed;
import static io.finetune.run.Setting.text;
import static io.finetune.run.Setting.texts;

import io.finetune.Names;
import io.finetune.data.Datasets;
import io.finetune.optim.Optimizers;
import io.finetune.schedule.Schedules;
import java.util.List;
import java.util.Set;

/** Every setting of a run, one a line: flags, configuration keys, help and docs come from here. */
public final class Settings {

  /** What is fine-tuned. */
  public static final Setting<String> MODEL_NAME =
      name("model", RUN, "the pretrained model (finetune list models)", Models::named);

  /** What it is fine-tuned on. */
  public static final Setting<String> DATASET =
      name(
              "dataset",
              RUN,
              "the dataset (finetune list datasets), or folder:DIR",
              text -> {
                Datasets.entry(text); // refuses an unknown name
                return text;
              })
          .effect(Setting.Effect.DATA);

  /** The update rule. */
  public static final Setting<String> OPTIMIZER_NAME =
      name(
          "optimizer",
          RUN,
          "the optimizer (finetune list optimizers)",
          text -> Optimizers.named(text).name());

  /** Where the dataset lies. */
  public static final Setting<String> DATA_DIR =
      text("data-dir", RUN, "DIR", "the folder or archive that holds the dataset")
          .effect(Setting.Effect.DATA);

  /** Whether a missing dataset is fetched. */
  public static final Setting<Boolean> DOWNLOAD =
      flag("download", RUN, "fetch the dataset's public archive if it is not there").effect(NONE);

  /** Epochs. */
  public static final Setting<Integer> EPOCHS =
      integer("epochs", RUN, 1, "how many times the training set is seen").effect(LENGTH);

  /** Images of a batch. */
  public static final Setting<Integer> BATCH_SIZE =
      integer("batch-size", RUN, 1, "images in a batch");

  /** Batches of a step. */
  public static final Setting<Integer> ACCUMULATE =
      integer("accumulate", RUN, 1, "batches whose gradients make one optimizer step");

  /** The seed of everything random. */
  public static final Setting<Long> SEED =
      seed("seed", RUN, "seed of initial weights, order and augmentation");

  /** Where runs are kept. */
  public static final Setting<String> RUNS =
      text("runs", RUN, "DIR", "the folder under which the run gets a folder of its own")
          .effect(NONE);

  /** Where the weights come from. */
  public static final Setting<String> WEIGHTS =
      text(
          "weights",
          MODEL,
          "SOURCE",
          "default (the first of the model's card), another name in it, none, a file, an https URL,"
              + " or djl://... of DJL's zoo");

  /** Which part is not trained. */
  public static final Setting<String> FREEZE =
      text(
              "freeze",
              MODEL,
              "PART",
              "what stays as loaded: none, stem, stage1..stage4 (with all before), backbone; in"
                  + " torchvision's trainable_backbone_layers these are 5, 4, 3..0, 0")
          .alias("freeze-layers");

  /** The norm. */
  public static final Setting<String> NORM =
      choice("norm", MODEL, "norm after each convolution", "batch", "group", "frozen_batch");

  /** The eps of the norm. */
  public static final Setting<Double> NORM_EPS =
      number(
          "norm-eps",
          MODEL,
          0,
          1,
          "what the norm adds to the variance; 0 in torchvision's detectors trained on COCO");

  /** Weight standardization. */
  public static final Setting<Boolean> WEIGHT_STANDARDIZATION =
      flag("weight-standardization", MODEL, "standardize convolution weights before use");

  /** Label smoothing. */
  public static final Setting<Double> LABEL_SMOOTHING =
      number("label-smoothing", MODEL, 0, 0.999, "share of a target spread over all classes");

  /** The box head. */
  public static final Setting<String> BOX_HEAD =
      choice(
          "box-head",
          MODEL,
          "layers between a region and its class and box: two fully connected ones, or four"
              + " convolutions and one",
          "two_fc",
          "four_conv_fc");

  /** The sides of anchors. */
  public static final Setting<List<Integer>> ANCHOR_SIZES =
      integers("anchor-sizes", MODEL, "side of the anchors on each of the five levels, pixels");

  /** Anchors of the loss. */
  public static final Setting<Integer> RPN_BATCH =
      integer("rpn-batch", MODEL, 1, "anchors of an image that the proposal losses look at");

  /** Regions of the loss. */
  public static final Setting<Integer> ROI_BATCH =
      integer("roi-batch", MODEL, 1, "regions of an image that the box and mask losses look at");

  /** Proposals in training. */
  public static final Setting<Integer> PROPOSALS =
      integer("proposals", MODEL, 1, "proposals of a training image, at most");

  /** Proposals in evaluation. */
  public static final Setting<Integer> TEST_PROPOSALS =
      integer("test-proposals", MODEL, 1, "proposals of a test image, at most");

  /** The score of a detection. */
  public static final Setting<Double> SCORE_THRESHOLD =
      number("score-threshold", MODEL, 0, 1, "score that a detection must exceed");

  /** Detections of an image. */
  public static final Setting<Integer> DETECTIONS =
      integer("detections", MODEL, 1, "detections of an image, at most");

  /** The base learning rate. */
  public static final Setting<Double> LEARNING_RATE =
      number("lr", OPTIMIZER, 0, 1e6, "base learning rate");

  /** Momentum. */
  public static final Setting<Double> MOMENTUM =
      number("momentum", OPTIMIZER, 0, 0.9999, "momentum of sgd and sgdw");

  /** Nesterov. */
  public static final Setting<Boolean> NESTEROV =
      flag("nesterov", OPTIMIZER, "Nesterov momentum in sgd and sgdw");

  /** Weight decay. */
  public static final Setting<Double> WEIGHT_DECAY =
      number("weight-decay", OPTIMIZER, 0, 1e6, "weight decay");

  /** Decay of vectors. */
  public static final Setting<Boolean> DECAY_VECTORS =
      flag("decay-vectors", OPTIMIZER, "decay norms and biases too, as the paper does");

  /** Beta 1. */
  public static final Setting<Double> BETA1 =
      number("beta1", OPTIMIZER, 0, 0.999999, "decay of the first moment in adaptive optimizers");

  /** Beta 2. */
  public static final Setting<Double> BETA2 =
      number("beta2", OPTIMIZER, 0, 0.9999999, "decay of the second moment");

  /** Epsilon. */
  public static final Setting<Double> EPSILON =
      number("eps", OPTIMIZER, 0, 1, "what is added to the denominator in adaptive optimizers");

  /** The head's rate. */
  public static final Setting<Double> HEAD_LR =
      number("head-lr", OPTIMIZER, 0, 1e6, "multiplies the learning rate of the new head");

  /** Lookahead. */
  public static final Setting<Integer> LOOKAHEAD_STEPS =
      integer("lookahead-steps", OPTIMIZER, 0, "wrap in Lookahead that syncs every N steps; 0: no");

  /** Lookahead's share. */
  public static final Setting<Double> LOOKAHEAD_ALPHA =
      number("lookahead-alpha", OPTIMIZER, 0, 1, "how far Lookahead's slow weights follow");

  /** Norm clipping. */
  public static final Setting<Double> CLIP_NORM =
      number("clip-norm", OPTIMIZER, 0, 1e9, "largest norm of all gradients together; 0: no limit");

  /** Value clipping. */
  public static final Setting<Double> CLIP_VALUE =
      number("clip-value", OPTIMIZER, 0, 1e9, "largest gradient element; 0: no limit");

  /** The schedule. */
  public static final Setting<String> SCHEDULE_NAME =
      choice(
          "schedule",
          SCHEDULE,
          "how the learning rate falls",
          Schedules.all().stream().map(Schedules.Entry::name).toArray(String[]::new));

  /** Warm-up. */
  public static final Setting<Double> WARMUP_EPOCHS =
      number("warmup-epochs", SCHEDULE, 0, 1e6, "epochs in which the learning rate rises linearly");

  /** Warm-up by steps. */
  public static final Setting<Integer> WARMUP_STEPS =
      integer("warmup-steps", SCHEDULE, 0, "the same in steps; the longer of the two counts");

  /** Milestones. */
  public static final Setting<List<Integer>> MILESTONES =
      integers("milestones", SCHEDULE, "epochs at which multistep multiplies the rate by gamma");

  /** The length of a step. */
  public static final Setting<Integer> STEP_EPOCHS =
      integer("step-epochs", SCHEDULE, 1, "epochs between two multiplications by gamma in step");

  /** Gamma. */
  public static final Setting<Double> GAMMA =
      number("gamma", SCHEDULE, 0, 1, "factor of step and multistep");

  /** The power. */
  public static final Setting<Double> POWER =
      number("power", SCHEDULE, 0, 100, "exponent of polynomial");

  /** The side of an image. */
  public static final Setting<Integer> IMAGE_SIZE =
      integer("image-size", DATA, 8, "side of the square the network sees, pixels");

  /** The side before the crop. */
  public static final Setting<Integer> RESIZE =
      integer("resize", DATA, 0, "shorter side before the crop, pixels; 0: as it is");

  /** The short side. */
  public static final Setting<Integer> MIN_SIZE =
      integer("min-size", DATA, 32, "short side of an image in a detector, pixels");

  /** The long side. */
  public static final Setting<Integer> MAX_SIZE =
      integer("max-size", DATA, 32, "what the long side may reach, pixels");

  /** Several short sides. */
  public static final Setting<List<Integer>> TRAIN_SIZES =
      integers("train-sizes", DATA, "short sides to draw from in training, in place of min-size");

  /** The training crop. */
  public static final Setting<String> TRAIN_CROP =
      choice(
          "train-crop",
          DATA,
          "how training images are cropped: center as in the test, random_resized, or padded",
          "center",
          "random_resized",
          "padded");

  /** Padding. */
  public static final Setting<Integer> PADDING =
      integer("padding", DATA, 0, "zeros on each side before a padded crop, pixels");

  /** Flip. */
  public static final Setting<Double> FLIP =
      number("flip", DATA, 0, 1, "probability of a horizontal flip in training");

  /** Colour jitter. */
  public static final Setting<Double> COLOR_JITTER =
      number("color-jitter", DATA, 0, 1, "strength of random brightness, contrast, saturation");

  /** Normalisation. */
  public static final Setting<String> NORMALIZATION =
      choice(
          "normalization",
          DATA,
          "mean and deviation that are taken out of each channel",
          "imagenet",
          "cifar10",
          "cifar100");

  /** Test fraction. */
  public static final Setting<Double> TEST_FRACTION =
      number("test-fraction", DATA, 0.001, 0.999, "share held out where a dataset has no split");

  /** Workers. */
  public static final Setting<Integer> WORKERS =
      integer("workers", DATA, 1, "threads that decode and augment").effect(NONE);

  /** Broken images. */
  public static final Setting<Boolean> SKIP_BROKEN =
      flag("skip-broken", DATA, "skip and list images that cannot be decoded").effect(NONE);

  /** The device. */
  public static final Setting<String> DEVICE =
      text("device", SYSTEM, "DEVICE", "auto, cpu, gpu or gpu:N").effect(ROUNDING);

  /** The precision. */
  public static final Setting<String> PRECISION =
      choice("precision", SYSTEM, "dtype of the computation", "auto", "fp32", "bf16");

  /** Threads of the engine. */
  public static final Setting<Integer> THREADS =
      integer("threads", SYSTEM, 0, "CPU threads an operator computes with; 0: one a processor")
          .effect(ROUNDING);

  /** How often is evaluated. */
  public static final Setting<Integer> EVALUATE_EVERY =
      integer("evaluate-every", SYSTEM, 1, "epochs from one evaluation to the next");

  /** How often is reported. */
  public static final Setting<Integer> REPORT_EVERY =
      integer("report-every", SYSTEM, 1, "steps from one report to the next").effect(NONE);

  /** What is done about numbers that are not finite. */
  public static final Setting<String> ON_NAN =
      choice(
              "on-nan",
              SYSTEM,
              "a step whose loss or gradient is not finite ends the run, or is skipped and counted",
              "stop",
              "skip")
          .effect(NONE);

  /** How often is stored. */
  public static final Setting<Double> CHECKPOINT_MINUTES =
      number(
              "checkpoint-minutes",
              SYSTEM,
              0,
              1e6,
              "minutes from one checkpoint to the next within an epoch; 0: only after epochs")
          .effect(NONE);

  /** Layers whose gradients are measured. */
  public static final Setting<List<String>> LOG_GRADIENTS =
      texts(
              "log-gradients",
              SYSTEM,
              "LAYER,LAYER,...",
              "layers of whose gradients the norm and the largest value are recorded at every report,"
                  + " before and after centralization, in gradients.csv, such as conv1,fc")
          .effect(NONE);

  /** How often weights are described. */
  public static final Setting<Integer> HISTOGRAM_EVERY =
      integer(
              "histogram-every",
              SYSTEM,
              0,
              "epochs from one histogram of all weights and gradients to the next, for TensorBoard; 0:"
                  + " none")
          .effect(NONE);

  /** What only classifiers have. */
  static final Set<Setting<?>> OF_CLASSIFIERS =
      Set.of(LABEL_SMOOTHING, IMAGE_SIZE, RESIZE, TRAIN_CROP, PADDING, COLOR_JITTER, NORMALIZATION);

  /** What only detectors have. */
  static final Set<Setting<?>> OF_DETECTORS =
      Set.of(
          BOX_HEAD,
          ANCHOR_SIZES,
          RPN_BATCH,
          ROI_BATCH,
          PROPOSALS,
          TEST_PROPOSALS,
          SCORE_THRESHOLD,
          DETECTIONS,
          MIN_SIZE,
          MAX_SIZE,
          TRAIN_SIZES);

  /** What whoever uses a trained network needs to know of its training. */
  static final List<Setting<?>> OF_TRAINED =
      List.of(
          NORM,
          NORM_EPS,
          WEIGHT_STANDARDIZATION,
          BOX_HEAD,
          ANCHOR_SIZES,
          TEST_PROPOSALS,
          DETECTIONS);

  private static final List<Setting<?>> ALL =
      List.of(
          MODEL_NAME,
          DATASET,
          OPTIMIZER_NAME,
          DATA_DIR,
          DOWNLOAD,
          EPOCHS,
          BATCH_SIZE,
          ACCUMULATE,
          SEED,
          RUNS,
          WEIGHTS,
          FREEZE,
          NORM,
          NORM_EPS,
          WEIGHT_STANDARDIZATION,
          LABEL_SMOOTHING,
          BOX_HEAD,
          ANCHOR_SIZES,
          RPN_BATCH,
          ROI_BATCH,
          PROPOSALS,
          TEST_PROPOSALS,
          SCORE_THRESHOLD,
          DETECTIONS,
          LEARNING_RATE,
          MOMENTUM,
          NESTEROV,
          WEIGHT_DECAY,
          DECAY_VECTORS,
          BETA1,
          BETA2,
          EPSILON,
          HEAD_LR,
          LOOKAHEAD_STEPS,
          LOOKAHEAD_ALPHA,
          CLIP_NORM,
          CLIP_VALUE,
          SCHEDULE_NAME,
          WARMUP_EPOCHS,
          WARMUP_STEPS,
          MILESTONES,
          STEP_EPOCHS,
          GAMMA,
          POWER,
          IMAGE_SIZE,
          RESIZE,
          MIN_SIZE,
          MAX_SIZE,
          TRAIN_SIZES,
          TRAIN_CROP,
          PADDING,
          FLIP,
          COLOR_JITTER,
          NORMALIZATION,
          TEST_FRACTION,
          WORKERS,
          SKIP_BROKEN,
          DEVICE,
          PRECISION,
          THREADS,
          EVALUATE_EVERY,
          REPORT_EVERY,
          CHECKPOINT_MINUTES,
          ON_NAN,
          LOG_GRADIENTS,
          HISTOGRAM_EVERY);

  private Settings() {}

  /**
   * Lists the settings.
   *
   * @return all, in the order they are shown
   */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /**
   * Finds a setting.
   *
   * @param name its kebab-case name
   * @return the setting
   * @throws io.finetune.FinetuneException if there is none; the message has the nearest name
   */
  public static Setting<?> get(String name) {
    return Names.find("setting", name, ALL, Setting::name);
  }
}
