package io.finetune.benchmark;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Prints a Markdown table from the JSON lines of {@code tests/benchmark.sh all}: medians over the
 * rounds, and ratios of ours to the peers.
 */
final class BenchmarkTable {

  private static final String RATE = "images_per_second";

  private final List<JsonObject> lines;

  private BenchmarkTable(List<JsonObject> lines) {
    this.lines = lines;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("usage: BenchmarkTable FILE, one JSON object a line");
    }
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      lines.add(JsonParser.parseString(line).getAsJsonObject());
    }
    new BenchmarkTable(lines).print();
  }

  private void print() {
    List<Double> step = rates(line -> is(line, "benchmark", "train_step"));
    List<Double> usual = rates(line -> is(line, "mode", "default"));
    List<Double> best = rates(line -> is(line, "mode", "best"));
    List<Double> input = rates(line -> is(line, "benchmark", "input_pipeline"));
    List<Double> folder = rates(line -> is(line, "peer", "torchvision"));
    System.out.println("| what | ours | peer | ratio | needed |");
    System.out.println("| --- | --- | --- | --- | --- |");
    compare("training step, img/s, peer fp32 contiguous", step, usual, "at least 1.8");
    compare("training step, img/s, peer bf16 channels_last", step, best, "at least 0.92");
    compare("input pipeline, img/s", input, folder, "at least 1.2");
    for (JsonObject line : lines) {
      if (is(line, "benchmark", "gc_overhead")) {
        row(
            "GC: step with, ms (without in the peer's column)",
            number(1e3 * value(line, "gc_seconds_per_step")),
            number(1e3 * value(line, "seconds_per_step")),
            number(value(line, "step_ratio"), 4),
            "at most 1.01");
        row(
            "GC: update alone with, ms (without in the peer's column)",
            number(1e3 * value(line, "gc_update_seconds")),
            number(1e3 * value(line, "update_seconds")),
            "%s of a step".formatted(percent(value(line, "overhead"))),
            "at most 1 %");
      } else if (is(line, "benchmark", "memory")) {
        row(
            "resident memory, MiB, first to last of %.0f steps".formatted(value(line, "steps")),
            number(value(line, "first_mib")) + " to " + number(value(line, "last_mib")),
            "",
            number(value(line, "mib_per_100_steps")) + " MiB per 100 steps",
            "flat");
      }
    }
  }

  /** A row of two medians with their ranges, if both were measured. */
  private static void compare(String what, List<Double> ours, List<Double> peer, String needed) {
    if (!ours.isEmpty() && !peer.isEmpty()) {
      double ratio = Measurement.median(ours) / Measurement.median(peer);
      row(what, spread(ours), spread(peer), number(ratio), needed);
    }
  }

  private static String spread(List<Double> rates) {
    return "%s (%s to %s, %d runs)"
        .formatted(
            number(Measurement.median(rates)),
            number(Measurement.min(rates)),
            number(Measurement.max(rates)),
            rates.size());
  }

  private List<Double> rates(Predicate<JsonObject> chosen) {
    return lines.stream().filter(chosen).map(line -> value(line, RATE)).toList();
  }

  private static boolean is(JsonObject line, String name, String value) {
    return line.has(name) && line.get(name).getAsString().equals(value);
  }

  private static double value(JsonObject line, String name) {
    return line.get(name).getAsDouble();
  }

  private static void row(String... cells) {
    System.out.println("| " + String.join(" | ", cells) + " |");
  }

  private static String percent(double share) {
    return number(100 * share) + " %";
  }

  private static String number(double value) {
    return number(value, 2);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
