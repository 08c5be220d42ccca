package io.finetune.benchmark;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints a Markdown table from the JSON lines of {@code tests/benchmark.sh coco}: medians, and how
 * many times ours fits into pycocotools'. Fails if one of the twelve numbers differs.
 */
final class CocoEvalTable {

  private static final double TOLERANCE = 1e-12;

  private final List<JsonObject> lines;

  private CocoEvalTable(List<JsonObject> lines) {
    this.lines = lines;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("usage: CocoEvalTable FILE, one JSON object a line");
    }
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      lines.add(JsonParser.parseString(line).getAsJsonObject());
    }
    CocoEvalTable table = new CocoEvalTable(lines);
    System.out.println("| what | ours | pycocotools | ratio | needed |");
    System.out.println("| --- | --- | --- | --- | --- |");
    table.print("bbox", "at least 10");
    table.print("segm", "at least 8");
  }

  private void print(String iou, String needed) {
    double difference = difference(of("finetune", iou), of("pycocotools", iou));
    row(iou, "annotation file, first read of a process, s", "load_seconds", "at least 3");
    row(iou, "annotation file, later reads, s", "load_again_seconds", "at least 3");
    row(iou, "results file, s", "results_seconds", "");
    row(iou, "evaluate and accumulate, s", "seconds", needed);
    row(iou, "the same, CPU s", "cpu_seconds", "");
    row(iou, "peak resident memory, MiB", "peak_mib", "more than 1");
    System.out.printf(
        Locale.ROOT,
        "| %s: largest difference of the 12 numbers | %.1e | | | 1e-12 |%n",
        iou,
        difference);
    if (!(difference <= TOLERANCE)) {
      throw new IllegalStateException(iou + ": the numbers differ by " + difference);
    }
  }

  private void row(String iou, String what, String name, String needed) {
    double ours = median(of("finetune", iou), name);
    double peer = median(of("pycocotools", iou), name);
    System.out.printf(
        Locale.ROOT,
        "| %s: %s | %.3f | %.3f | %.1f | %s |%n",
        iou,
        what,
        ours,
        peer,
        peer / ours,
        needed);
  }

  private List<JsonObject> of(String peer, String iou) {
    List<JsonObject> chosen =
        lines.stream()
            .filter(line -> line.get("peer").getAsString().equals(peer))
            .filter(line -> line.get("iou").getAsString().equals(iou))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("no line of " + peer + " on " + iou);
    }
    return chosen;
  }

  private static double median(List<JsonObject> chosen, String name) {
    return Measurement.median(chosen.stream().map(line -> line.get(name).getAsDouble()).toList());
  }

  private static double difference(List<JsonObject> ours, List<JsonObject> peer) {
    double largest = 0;
    for (JsonObject one : ours) {
      for (JsonObject other : peer) {
        JsonArray a = one.getAsJsonArray("stats");
        JsonArray b = other.getAsJsonArray("stats");
        if (a.size() != 12 || b.size() != 12) {
          throw new IllegalStateException("not 12 numbers: " + a + ", " + b);
        }
        for (int i = 0; i < a.size(); i++) {
          largest = Math.max(largest, Math.abs(a.get(i).getAsDouble() - b.get(i).getAsDouble()));
        }
      }
    }
    return largest;
  }
}
