package io.finetune.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Runs whose settings differ in nothing but the seed.
 *
 * @param name what sets it apart from the other groups
 * @param colour its colour in every plot
 * @param runs in the order they were given
 */
record RunGroup(String name, int colour, List<Run> runs) {

  /** Settings that make no other training of a run: its randomness, and where it lies. */
  private static final Set<String> SAME = Set.of("seed", "runs");

  /** A name of more settings would not be read. */
  private static final int MOST_NAMED = 3;

  /** Copies the list. */
  RunGroup {
    runs = List.copyOf(runs);
  }

  /** Groups runs, in the order of their first run. */
  static List<RunGroup> of(List<Run> runs) {
    Map<Map<String, String>, List<Run>> bySettings = new LinkedHashMap<>();
    runs.forEach(
        run -> bySettings.computeIfAbsent(settings(run), any -> new ArrayList<>()).add(run));
    List<RunGroup> unnamed = new ArrayList<>();
    bySettings
        .values()
        .forEach(some -> unnamed.add(new RunGroup("all runs", unnamed.size(), some)));
    List<String> differing = differing(unnamed);
    return unnamed.stream()
        .map(group -> new RunGroup(group.describe(differing), group.colour(), group.runs()))
        .toList();
  }

  private static Map<String, String> settings(Run run) {
    return run.settings().stream()
        .filter(line -> !SAME.contains(line.name()))
        .collect(Collectors.toMap(SettingLine::name, SettingLine::value));
  }

  /** The settings that are not the same in all groups, in the order of the first run's. */
  static List<String> differing(List<RunGroup> groups) {
    Set<String> names = new LinkedHashSet<>();
    groups.forEach(group -> group.first().settings().forEach(line -> names.add(line.name())));
    names.removeAll(SAME);
    return names.stream()
        .filter(
            name ->
                groups.stream().map(group -> group.first().setting(name)).distinct().count() > 1)
        .toList();
  }

  private String describe(List<String> differing) {
    if (differing.isEmpty()) {
      return name;
    }
    String text =
        differing.stream().limit(MOST_NAMED).map(this::value).collect(Collectors.joining(", "));
    return differing.size() > MOST_NAMED ? text + ", \u2026" : text;
  }

  /** Names speak for themselves; a number needs its setting's name. */
  private String value(String setting) {
    String value = first().setting(setting);
    return Set.of("model", "dataset", "optimizer").contains(setting)
        ? value
        : setting + " " + value;
  }

  Run first() {
    return runs.get(0);
  }

  /**
   * Summarizes a number of the runs.
   *
   * @param number NaN where a run does not have it
   * @return empty if no run has it
   */
  Optional<Spread> spread(ToDoubleFunction<Run> number) {
    List<Double> values =
        runs.stream().map(number::applyAsDouble).filter(v -> !Double.isNaN(v)).toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
