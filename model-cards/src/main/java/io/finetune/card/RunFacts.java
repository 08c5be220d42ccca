package io.finetune.card;

import io.finetune.FinetuneException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a finished run knows about itself.
 *
 * @param name of the run, such as its folder's name
 * @param task Hugging Face's word for it, such as {@code image-classification}
 * @param model the model's name
 * @param weights what training began from, with its checksum where known; "none" from scratch
 * @param licence Hugging Face's identifier of the weights' licence, such as {@code bsd-3-clause};
 *     "other" where it is not one of theirs
 * @param dataset the dataset's name
 * @param trainImages images trained on
 * @param validationImages images the results are from
 * @param classes classes told apart
 * @param dataFingerprint a digest of the records trained on, which tells two states of a dataset
 *     apart
 * @param command what repeats the run
 * @param settings every resolved setting, in the order to show
 * @param versions of the toolkit, the engine, Java, and whatever else decides the numbers
 * @param seed of data order, augmentation and initialization
 * @param hardware processor or accelerator, threads, memory
 * @param results of the best epoch by name, as fractions 0 to 1, in the order to show
 */
public record RunFacts(
    String name,
    String task,
    String model,
    String weights,
    String licence,
    String dataset,
    long trainImages,
    long validationImages,
    int classes,
    String dataFingerprint,
    String command,
    Map<String, String> settings,
    Map<String, String> versions,
    long seed,
    String hardware,
    Map<String, Double> results) {

  /** Copies the maps, keeping their order, and checks that the run has a result. */
  public RunFacts {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    if (results.isEmpty()) {
      throw new FinetuneException(
          "run " + name + " has no results to put on its card; evaluate it at least once");
    }
  }
}
