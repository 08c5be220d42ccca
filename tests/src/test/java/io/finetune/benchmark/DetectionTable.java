package io.finetune.benchmark;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prints Markdown tables from the JSON lines of {@code tests/benchmark.sh detection}: medians over
 * the rounds beside torchvision's, and where the host's share of the time goes.
 */
final class DetectionTable {

  private static final String PEER = "torchvision";

  private final List<JsonObject> lines;

  private DetectionTable(List<JsonObject> lines) {
    this.lines = lines;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("usage: DetectionTable FILE, one JSON object a line");
    }
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      lines.add(JsonParser.parseString(line).getAsJsonObject());
    }
    new DetectionTable(lines).print();
  }

  private void print() {
    print("| what | ours | torchvision fp32 | ratio | needed |");
    print("| --- | --- | --- | --- | --- |");
    for (String what : List.of("train", "inference")) {
      for (String mode : modes(what)) {
        row(what, mode, "images_per_second", "img/s", "at least 1.3");
        row(what, mode, "peak_mib", "peak resident MiB", "at most 1");
      }
    }
    for (JsonObject line : of("memory", "finetune")) {
      print(
          "| resident MiB, first to last of %.0f steps of changing sizes | %.1f to %.1f | |"
              + " %.2f MiB per 100 steps | flat |",
          number(line, "steps"),
          number(line, "first_mib"),
          number(line, "last_mib"),
          number(line, "mib_per_100_steps"));
    }
    print("");
    print("| share of the time | work on the JVM | needed | its parts |");
    print("| --- | --- | --- | --- |");
    for (String what : List.of("train", "inference")) {
      for (String mode : modes(what)) {
        List<JsonObject> chosen = of(what, "finetune", mode);
        String needed = what.equals("train") ? "under 5 %" : "";
        double share = 100 * median(chosen, "jvm_share");
        print("| %s, %s | %.1f %% | %s | %s |", what, mode, share, needed, parts(chosen));
      }
    }
    print("");
    print(
        "The same work: losses of the first step %s, torchvision's %s; detections %s,"
            + " torchvision's %s.",
        first("train", "finetune", "first_losses"),
        first("train", PEER, "first_losses"),
        first("inference", "finetune", "detections"),
        first("inference", PEER, "detections"));
  }

  private void row(String what, String mode, String name, String unit, String needed) {
    List<JsonObject> ours = of(what, "finetune", mode);
    List<JsonObject> peer = of(what, PEER);
    print(
        "| %s, %s: %s | %s | %s | %.2f | %s |",
        what,
        mode,
        unit,
        spread(ours, name),
        spread(peer, name),
        median(ours, name) / median(peer, name),
        needed);
  }

  private static String spread(List<JsonObject> chosen, String name) {
    List<Double> values = numbers(chosen, name);
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f, %d runs)",
        Measurement.median(values),
        Measurement.min(values),
        Measurement.max(values),
        values.size());
  }

  private static String parts(List<JsonObject> chosen) {
    return chosen.get(0).getAsJsonObject("jvm_shares").entrySet().stream()
        .map(Map.Entry::getKey)
        .map(
            name ->
                String.format(
                    Locale.ROOT,
                    "%s %.2f %%",
                    name,
                    100
                        * Measurement.median(
                            chosen.stream()
                                .map(line -> number(line.getAsJsonObject("jvm_shares"), name))
                                .toList())))
        .collect(Collectors.joining(", "));
  }

  private SortedSet<String> modes(String what) {
    return of(what, "finetune").stream()
        .map(line -> line.get("mode").getAsString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<JsonObject> of(String what, String peer, String mode) {
    return of(what, peer).stream()
        .filter(line -> line.get("mode").getAsString().equals(mode))
        .toList();
  }

  private List<JsonObject> of(String what, String peer) {
    List<JsonObject> chosen =
        lines.stream()
            .filter(line -> line.get("benchmark").getAsString().equals("detection_" + what))
            .filter(line -> line.get("peer").getAsString().equals(peer))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("no line of " + peer + " on " + what);
    }
    return chosen;
  }

  private JsonElement first(String what, String peer, String name) {
    return of(what, peer).get(0).get(name);
  }

  private static List<Double> numbers(List<JsonObject> chosen, String name) {
    return chosen.stream().map(line -> number(line, name)).toList();
  }

  private static double median(List<JsonObject> chosen, String name) {
    return Measurement.median(numbers(chosen, name));
  }

  private static double number(JsonObject line, String name) {
    return line.get(name).getAsDouble();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
