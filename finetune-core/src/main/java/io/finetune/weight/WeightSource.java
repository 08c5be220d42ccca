package io.finetune.weight;

import io.finetune.WeightException;
import io.finetune.download.Checksum;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a model's initial weights come from; {@link WeightSources} fetches and reads them. */
public sealed interface WeightSource {

  /** No weights: the model keeps its random initialisation. */
  record None() implements WeightSource {}

  /**
   * The weights that ship with the project for a model card.
   *
   * @param card the card's name
   */
  record Shipped(String card) implements WeightSource {}

  /**
   * A file of the user's.
   *
   * @param path the weight file
   */
  record Local(Path path) implements WeightSource {}

  /**
   * A file to download.
   *
   * @param uri an {@code https:} or {@code file:} address
   * @param checksum what it must be
   */
  record Remote(URI uri, Checksum checksum) implements WeightSource {}

  /**
   * An artifact of DJL's model zoo.
   *
   * @param group such as {@code ai.djl.pytorch}
   * @param artifact such as {@code resnet}
   * @param version such as {@code 0.0.1}; null for the latest
   * @param name such as {@code traced_resnet18}; null if the artifact has only one
   */
  record DjlZoo(String group, String artifact, String version, String name)
      implements WeightSource {}

  /** {@code djl://GROUP/ARTIFACT[/VERSION[/NAME]]}. */
  Pattern DJL = Pattern.compile("djl://([\\w.]+)/([\\w-]+)(?:/([\\w.-]+)(?:/([\\w-]+))?)?");

  /**
   * Reads a source as given on the command line.
   *
   * @param text {@code none}; {@code shipped}; {@code shipped:CARD}; a URL, with {@code
   *     #sha256=HEX} if its checksum is known; {@code djl://GROUP/ARTIFACT/VERSION/NAME}; or a path
   * @param card the card that {@code shipped} means
   * @throws WeightException if the text is empty or a URL of another kind
   */
  static WeightSource parse(String text, String card) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.isBlank()) {
      throw new WeightException(
          "The weights are given as an empty text; give none, shipped, a path, an https URL or a"
              + " djl:// address.");
    }
    if (lower.equals("none")) {
      return new None();
    }
    if (lower.equals("shipped")) {
      return new Shipped(card);
    }
    if (lower.startsWith("shipped:")) {
      return new Shipped(text.substring("shipped:".length()));
    }
    if (lower.startsWith("djl://")) {
      return djl(text);
    }
    if (lower.startsWith("https://") || lower.startsWith("file:")) {
      return remote(text);
    }
    if (lower.matches("[a-z][a-z0-9+.-]+://.*")) {
      throw new WeightException(
          "Weights cannot come from " + text + ": URLs may begin with https://, file: or djl://.");
    }
    return new Local(Path.of(text));
  }

  private static WeightSource djl(String text) {
    Matcher m = DJL.matcher(text);
    if (!m.matches()) {
      throw new WeightException(
          text
              + " is no address in DJL's zoo; one reads"
              + " djl://ai.djl.pytorch/resnet/0.0.1/traced_resnet18.");
    }
    return new DjlZoo(m.group(1), m.group(2), m.group(3), m.group(4));
  }

  private static WeightSource remote(String text) {
    String mark = "#sha256=";
    int at = text.indexOf(mark);
    Checksum checksum =
        at < 0 ? Checksum.unknown() : Checksum.sha256(text.substring(at + mark.length()));
    try {
      return new Remote(URI.create(at < 0 ? text : text.substring(0, at)), checksum);
    } catch (IllegalArgumentException e) {
      throw new WeightException(text + " is not a valid URL: " + e.getMessage(), e);
    }
  }
}
