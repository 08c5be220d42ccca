package io.finetune.result;

import io.finetune.FinetuneException;
import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * What a run learned from and was tested on, in two files: {@code data.yaml} with counts and a
 * fingerprint, {@code class_counts.csv} with the images (or objects) of every class in both parts.
 *
 * <p>The fingerprint is the SHA-256 of every sample's name and labels, training then test, in their
 * order: it tells two states of a dataset apart, wherever they lie, but not two states of a picture
 * under the same name.
 */
public final class DataSummary {

  /** The counts. */
  public static final String FILE = "data.yaml";

  /** The counts by class. */
  public static final String CLASSES = "class_counts.csv";

  private final MessageDigest digest;

  private DataSummary() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Writes both files, replacing former ones. No image is decoded.
   *
   * @param run the run's folder
   * @param data the samples
   * @param labels the classes that a target shows, one for each object
   * @param counted what is counted by class, such as {@code images}
   * @param <T> the type of a target
   * @throws FinetuneException if they cannot be written
   */
  public static <T> void write(
      Path run, Split<T> data, Function<T, List<Integer>> labels, String counted) {
    DataSummary summary = new DataSummary();
    long[] train = summary.count(data.train(), labels);
    long[] test = summary.count(data.test(), labels);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("name", data.train().name());
    facts.put("train", data.train().description());
    facts.put("train_images", Integer.toString(data.train().size()));
    facts.put("test", data.test().description());
    facts.put("test_images", Integer.toString(data.test().size()));
    facts.put("classes", Integer.toString(data.train().classes().size()));
    facts.put("counted", counted);
    facts.put("fingerprint", "sha256:" + HexFormat.of().formatHex(summary.digest.digest()));
    writeYaml(run.resolve(FILE), facts);
    try (CsvRows rows = new CsvRows(run.resolve(CLASSES), "label", "class", "train", "test")) {
      for (int k = 0; k < train.length; k++) {
        rows.row(k, data.train().classes().get(k), train[k], test[k]);
      }
    }
  }

  private <T> long[] count(Dataset<T> part, Function<T, List<Integer>> labels) {
    long[] counts = new long[part.classes().size()];
    for (int i = 0; i < part.size(); i++) {
      Sample<T> sample = part.get(i);
      List<Integer> found = labels.apply(sample.target());
      String name = sample.id().substring(sample.id().lastIndexOf('/') + 1);
      digest.update((name + "\t" + found + "\n").getBytes(StandardCharsets.UTF_8));
      // A label out of range is refused by the training, which names the record.
      found.stream()
          .filter(label -> label >= 0 && label < counts.length)
          .forEach(label -> counts[label]++);
    }
    digest.update((byte) 0); // so that no sample moves from one part to the other unnoticed
    return counts;
  }

  private static void writeYaml(Path file, Map<String, String> facts) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSchema(new FailsafeSchema())
            .setWidth(10_000)
            .build();
    try {
      Files.writeString(file, new Dump(settings).dumpToString(facts));
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + file + ": " + e, e);
    }
  }
}
