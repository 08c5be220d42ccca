package io.finetune.run;

import io.finetune.CheckpointException;
import io.finetune.run.Choices.Origin;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to use trained weights. Every checkpoint carries it as metadata of its file, one
 * text a name: {@code model}, {@code dataset}, {@code classes} (one a line), {@code
 * preprocessing.*} and {@code setting.*}.
 *
 * @param model the model's name
 * @param dataset the name of the dataset it was trained on
 * @param classes names of the labels, in their order
 * @param preprocessing what is done to an image before the network sees it, by name
 * @param settings what else the network was built with; checkpoints from before they were recorded
 *     have none
 */
public record ModelFacts(
    String model,
    String dataset,
    List<String> classes,
    Map<String, String> preprocessing,
    Choices settings) {

  private static final String PREPROCESSING = "preprocessing.";
  private static final String SETTING = "setting.";

  /** Copies the list, and the map in its order: files of equal runs are equal to the byte. */
  public ModelFacts {
    classes = List.copyOf(classes);
    preprocessing = Collections.unmodifiableMap(new LinkedHashMap<>(preprocessing));
  }

  /**
   * Writes the facts as metadata, from which {@link #of} makes equal ones.
   *
   * @return names and values; {@code format} is what other readers of safetensors ask for
   */
  public Map<String, String> toMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("model", model);
    metadata.put("dataset", dataset);
    metadata.put("classes", String.join("\n", classes));
    preprocessing.forEach((name, value) -> metadata.put(PREPROCESSING + name, value));
    settings.toMap().forEach((name, value) -> metadata.put(SETTING + name, value));
    return metadata;
  }

  /**
   * Reads the facts of a checkpoint.
   *
   * @param metadata the metadata of its file
   * @return the facts
   * @throws CheckpointException if model, dataset or classes are not among the metadata
   * @throws io.finetune.FinetuneException if a setting is unknown or has a text it does not take
   */
  public static ModelFacts of(Map<String, String> metadata) {
    Choices settings = Choices.NONE.withAll(beginning(SETTING, metadata), Origin.CONFIG);
    return new ModelFacts(
        required("model", metadata),
        required("dataset", metadata),
        List.of(required("classes", metadata).split("\n", -1)),
        beginning(PREPROCESSING, metadata),
        settings);
  }

  /**
   * Reads a setting of any file's metadata.
   *
   * @param metadata the metadata of a file, ours or not
   * @param setting which
   * @return its value; empty if the file does not record it
   * @throws io.finetune.FinetuneException if it has a text that the setting does not take
   */
  static <V> Optional<V> setting(Map<String, String> metadata, Setting<V> setting) {
    return Optional.ofNullable(metadata.get(SETTING + setting.name())).map(setting::parse);
  }

  private static String required(String name, Map<String, String> metadata) {
    String value = metadata.get(name);
    if (value == null) {
      throw new CheckpointException("its metadata have no '" + name + "'");
    }
    return value;
  }

  private static Map<String, String> beginning(String prefix, Map<String, String> metadata) {
    Map<String, String> some = new LinkedHashMap<>();
    metadata.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), value);
          }
        });
    return some;
  }

  /**
   * Adds the settings that a checkpoint does not carry, as those of older versions.
   *
   * @param config the configuration of the run that wrote it
   * @return the facts, with those settings
   * @throws io.finetune.FinetuneException if the file cannot be read or a text does not fit
   */
  public ModelFacts completed(Path config) {
    Choices complete =
        Choices.NONE
            .withConfig(config, Settings.OF_TRAINED)
            .withAll(settings.toMap(), Origin.CONFIG);
    return new ModelFacts(model, dataset, classes, preprocessing, complete);
  }

  /**
   * Returns a number of the preprocessing.
   *
   * @param name such as {@code min_size}
   * @throws CheckpointException if it is not there or no whole number
   */
  public int preprocessing(String name) {
    String text = preprocessing.getOrDefault(name, "not there");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new CheckpointException(
          "its metadata should have a whole number as '"
              + PREPROCESSING
              + name
              + "', it is "
              + text,
          e);
    }
  }
}
