package io.finetune.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric of an evaluation.
 *
 * @param column its column in {@code metrics.csv}
 * @param name as people call it
 * @param family what is plotted together
 */
record Measure(String column, String name, String family) {

  private static final String PREFIX = "val_";
  private static final Pattern TOP = Pattern.compile("val_top(\\d+)");
  private static final Pattern AP = Pattern.compile("val_ap(\\d*)_(box|mask)");

  /** What a run's best epoch is chosen by, the first of these that it has. */
  private static final List<String> MAIN = List.of("val_top1", "val_ap_mask", "val_ap_box");

  /** The metrics of a table of epochs, the main one and its family first. */
  static List<Measure> of(Table epochs) {
    List<Measure> measures = new ArrayList<>();
    epochs.columns(PREFIX).forEach(column -> measures.add(of(column)));
    Optional<String> main = MAIN.stream().filter(epochs::has).findFirst();
    main.ifPresent(
        column -> {
          String family = of(column).family();
          measures.sort(
              Comparator.comparing((Measure each) -> !each.column().equals(column))
                  .thenComparing(each -> !each.family().equals(family)));
        });
    return measures;
  }

  private static Measure of(String column) {
    Matcher top = TOP.matcher(column);
    if (top.matches()) {
      return new Measure(column, "top-" + top.group(1) + " accuracy", "Accuracy");
    }
    Matcher ap = AP.matcher(column);
    if (ap.matches()) {
      boolean boxes = ap.group(2).equals("box");
      return new Measure(
          column,
          (boxes ? "box AP" : "mask AP") + ap.group(1),
          boxes ? "Average precision of boxes" : "Average precision of masks");
    }
    String plain = column.substring(PREFIX.length()).replace('_', ' ');
    return new Measure(
        column, plain, plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1));
  }
}
