package io.finetune.run;

import io.finetune.DataException;
import io.finetune.data.Dataset;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What tells whether a dataset is still the one a run began with, cheaply: counts, class names, and
 * the ids and targets of samples at even distances. Where the data lie does not matter; pixels are
 * not looked at.
 */
final class DataFingerprint {

  /** The file of a run's folder that holds it. */
  static final String FILE = "data.yaml";

  /** Samples looked at in each part: all of most datasets, and of none too many. */
  private static final int SAMPLES = 1000;

  private static final int DIGEST_CHARACTERS = 16;

  private DataFingerprint() {}

  /** Describes a dataset by name and text. */
  static Map<String, String> of(Split<?> data) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("classes", Integer.toString(data.train().classes().size()));
    facts.put("class_names", digest(String.join("\n", data.train().classes())));
    add(facts, "train", data.train());
    add(facts, "test", data.test());
    return facts;
  }

  private static void add(Map<String, String> facts, String part, Dataset<?> dataset) {
    int size = dataset.size();
    int looked = Math.min(size, SAMPLES);
    StringBuilder ids = new StringBuilder();
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < looked; i++) {
      int index = (int) ((long) i * size / looked);
      try {
        Sample<?> sample = dataset.get(index);
        ids.append(sample.id()).append('\n');
        targets.append(describe(sample.target())).append('\n');
      } catch (DataException e) {
        // Whether such a sample is skipped or ends the run is the loader's to say.
        ids.append("unreadable ").append(index).append('\n');
      }
    }
    facts.put(part + "_images", Integer.toString(size));
    facts.put(part + "_ids", digest(ids.toString()));
    facts.put(part + "_targets", digest(targets.toString()));
  }

  private static String describe(Object target) {
    return target instanceof Instances image
        ? image.height()
            + "x"
            + image.width()
            + image.objects().stream()
                .map(object -> " " + object.label() + " " + object.box())
                .collect(Collectors.joining())
        : target.toString();
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
