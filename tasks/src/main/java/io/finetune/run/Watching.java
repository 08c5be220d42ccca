package io.finetune.run;

import ai.djl.nn.Parameter;
import io.finetune.FinetuneException;
import io.finetune.Names;
import io.finetune.optim.GradientNorms;
import io.finetune.train.Feed;
import io.finetune.train.GradientCsvListener;
import io.finetune.train.GradientWatch;
import io.finetune.train.Progress;
import io.finetune.train.TensorBoardListener;
import io.finetune.train.TrainingListener;
import io.finetune.train.WeightHistograms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What a run records beside its losses and metrics: hyperparameters, gradients, histograms. */
final class Watching {

  /** The file of measured gradients. */
  static final String GRADIENTS = "gradients.csv";

  private static final String WEIGHT = ".weight";

  /** Settings that say where things lie and how a machine is used, not what is learned. */
  private static final Set<Setting<?>> OF_THE_MACHINE =
      Set.of(
          Settings.DATA_DIR,
          Settings.DOWNLOAD,
          Settings.RUNS,
          Settings.WORKERS,
          Settings.SKIP_BROKEN);

  private final Choices choices;
  private final Map<String, Parameter> network;
  private final Map<String, Parameter> measured;

  /**
   * Chooses what is recorded.
   *
   * @param choices every setting of the run
   * @param network its parameters by name
   * @throws FinetuneException if a layer whose gradients are wanted is not there or not trained
   */
  Watching(Choices choices, Map<String, Parameter> network) {
    this.choices = choices;
    this.network = network;
    measured = new LinkedHashMap<>();
    for (String layer : choices.find(Settings.LOG_GRADIENTS).orElse(List.of())) {
      measured.put(layer, weight(layer));
    }
  }

  private Parameter weight(String layer) {
    List<String> layers =
        network.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(WEIGHT))
            .filter(entry -> entry.getValue().getShape().dimension() > 1)
            .map(entry -> entry.getKey().substring(0, entry.getKey().length() - WEIGHT.length()))
            .toList();
    Parameter weight = network.get(Names.find("layer", layer, layers, each -> each) + WEIGHT);
    if (!weight.requiresGradient()) {
      throw new FinetuneException(
          "--log-gradients: layer '"
              + layer
              + "' is frozen, so it has no gradient: choose another, or freeze less (--freeze)");
    }
    return weight;
  }

  /**
   * Begins to record.
   *
   * @param directory the run's folder
   * @param from how far the run had come before
   * @param steps steps of an epoch
   * @param events TensorBoard's
   * @param others told of measured gradients too
   * @param warnings told when something cannot be written
   * @return what is to be told of the training
   */
  List<TrainingListener> listeners(
      RunDirectory directory,
      Progress from,
      int steps,
      TensorBoardListener events,
      List<TrainingListener> others,
      Consumer<String> warnings) {
    if (from.step() == 0) {
      events.hyperparameters(hyperparameters());
    }
    List<TrainingListener> listeners = new ArrayList<>();
    if (!measured.isEmpty()) {
      List<TrainingListener> told = new ArrayList<>(others);
      GradientCsvListener rows =
          new GradientCsvListener(directory.file(GRADIENTS), from.step(), warnings);
      told.add(rows);
      listeners.add(rows);
      listeners.add(
          new GradientWatch(new GradientNorms(measured), choices.get(Settings.REPORT_EVERY), told));
    }
    int epochs = choices.get(Settings.HISTOGRAM_EVERY);
    if (epochs > 0) {
      listeners.add(new WeightHistograms(network, (long) epochs * steps, events));
    }
    return listeners;
  }

  /** The training batches of a run, the first of which is shown if the run begins. */
  static <T> Feed<T> train(Assembly<T> assembly, Progress from, TensorBoardListener events) {
    Feed<T> train = assembly.train();
    return from.step() > 0
        ? train
        : new Feed<>(train.batches(), new FirstInputs<>(train.intake(), assembly::draw, events));
  }

  /** Whether a setting decides what is learned. */
  static boolean decides(Setting<?> setting) {
    return setting.group() != Setting.Group.SYSTEM && !OF_THE_MACHINE.contains(setting);
  }

  private Map<String, Object> hyperparameters() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      if (decides(setting)) {
        choices
            .find(setting)
            .ifPresent(
                value ->
                    values.put(
                        setting.name(),
                        value instanceof Boolean || value instanceof Number
                            ? value
                            : Setting.format(value)));
      }
    }
    return values;
  }
}
