package io.finetune.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Something that lies among the images of a dataset and is none of its samples. Mostly that is as
 * it should be; but an image with an unusual ending, or one folder too deep, would be missed.
 *
 * @param path where it is, relative to the dataset
 * @param reason why it is not read
 */
public record StrayFile(String path, String reason) {

  /** Requires both parts. */
  public StrayFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Counts by reason.
   *
   * @param strays in the order they were found
   * @return a line for each reason, as in {@code 2 not read, the ending is none of png, jpg: a.txt,
   *     ...}; empty if there are none
   */
  public static List<String> summary(List<StrayFile> strays) {
    Map<String, List<StrayFile>> byReason = new LinkedHashMap<>();
    for (StrayFile stray : strays) {
      byReason.computeIfAbsent(stray.reason(), reason -> new ArrayList<>()).add(stray);
    }
    return byReason.entrySet().stream()
        .map(
            each ->
                String.format(
                    Locale.ROOT,
                    "%d not read, %s: %s%s",
                    each.getValue().size(),
                    each.getKey(),
                    each.getValue().get(0).path(),
                    each.getValue().size() > 1 ? ", ..." : ""))
        .toList();
  }
}
