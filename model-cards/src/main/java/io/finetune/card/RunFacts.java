package io.finetune.card;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run knows about itself.
 *
 * @param name of the run, such as its folder's name
 * @param model the card of the model that was trained
 * @param start what training began from
 * @param data what it learned from
 * @param training how long it went
 * @param preprocessing what is done to an image before the network sees it, by name
 * @param settings every resolved setting, in the order to show
 * @param environment versions of the engine and Java, hardware, and whatever else decides the
 *     numbers
 * @param results of the epoch whose weights are kept, by name, as fractions 0 to 1, in the order to
 *     show; empty if there was no evaluation
 */
public record RunFacts(
    String name,
    ModelCard model,
    Start start,
    Data data,
    Training training,
    Map<String, String> preprocessing,
    Map<String, String> settings,
    Map<String, String> environment,
    Map<String, Double> results) {

  /** Copies the maps, keeping their order. */
  public RunFacts {
    preprocessing = Collections.unmodifiableMap(new LinkedHashMap<>(preprocessing));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }

  /**
   * The weights a training began with.
   *
   * @param weights where from, in words
   * @param known the card's entry of them; empty for a file of one's own, or from scratch
   */
  public record Start(String weights, Optional<CardWeights> known) {}

  /**
   * What was learned from.
   *
   * @param name as it was given, such as {@code folder:birds}
   * @param classes names of the labels, in their order
   * @param trainImages images trained on, where recorded
   * @param testImages images the results are from, where recorded
   * @param fingerprint a digest of the samples, which tells two states of a dataset apart, where
   *     recorded
   */
  public record Data(
      String name,
      List<String> classes,
      OptionalLong trainImages,
      OptionalLong testImages,
      Optional<String> fingerprint) {

    /** Copies the list. */
    public Data {
      classes = List.copyOf(classes);
    }
  }

  /**
   * How far a training came.
   *
   * @param epochs finished epochs
   * @param planned the epochs it was to have
   * @param kept the epoch whose weights are kept as the best, 0 if there was none
   */
  public record Training(int epochs, int planned, int kept) {}
}
