package io.finetune.page;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run as it stands in its folder.
 *
 * @param folder the folder
 * @param settings every setting, in order
 * @param environment versions and hardware
 * @param data counts and fingerprint; empty for runs that did not record them
 * @param classCounts a row a class
 * @param classes names of the labels
 * @param epochs a row an epoch
 * @param steps a row a report
 * @param gradients a row a layer and step, where gradients were logged
 * @param skipped broken images that were left out
 * @param test what the evaluation found
 */
record Run(
    Path folder,
    List<SettingLine> settings,
    Map<String, String> environment,
    Map<String, String> data,
    Table classCounts,
    List<String> classes,
    Table epochs,
    Table steps,
    Table gradients,
    int skipped,
    Optional<TestResults> test) {

  String name() {
    return folder.getFileName().toString();
  }

  /** A setting's value, or a dash. */
  String setting(String name) {
    return settings.stream()
        .filter(line -> line.name().equals(name))
        .map(SettingLine::value)
        .findFirst()
        .orElse("\u2013");
  }

  /** The metrics, the main one first, as columns of {@link #epochs}. */
  List<Measure> measures() {
    return Measure.of(epochs);
  }

  /** The row of the best epoch, where one was evaluated. */
  OptionalInt best() {
    List<String> marks = epochs.texts("best");
    int last = marks.lastIndexOf("true");
    return last < 0 ? OptionalInt.empty() : OptionalInt.of(last);
  }

  /** The row of the last epoch that was evaluated. */
  OptionalInt lastEvaluated() {
    for (int row = epochs.size() - 1; row >= 0; row--) {
      for (Measure measure : measures()) {
        if (!Double.isNaN(value(row, measure.column()))) {
          return OptionalInt.of(row);
        }
      }
    }
    return OptionalInt.empty();
  }

  double value(int row, String column) {
    return Table.number(epochs.rows().get(row), column);
  }

  /** Epochs that were planned. */
  String planned() {
    String setting = setting("epochs");
    int done = epochs.size();
    // A resumed run may have been given more.
    return setting.matches("\\d{1,9}") && Integer.parseInt(setting) < done
        ? Integer.toString(done)
        : setting;
  }

  /** Time of all epochs in seconds. */
  double seconds() {
    return Arrays.stream(epochs.numbers("seconds")).filter(s -> !Double.isNaN(s)).sum();
  }
}
