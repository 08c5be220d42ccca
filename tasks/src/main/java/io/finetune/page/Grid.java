package io.finetune.page;

import java.util.List;
import java.util.Locale;

/** Writes tables that scroll by themselves where a screen is too narrow for them. */
final class Grid {

  private Grid() {}

  /**
   * Writes a table.
   *
   * @param head the headings: the first column holds names, the others numbers
   * @param rows writes the rows, with {@link #row}
   */
  static void table(Markup page, List<String> head, Runnable rows) {
    page.in(
        "div",
        () ->
            page.in(
                "table",
                () -> {
                  page.in(
                      "thead",
                      () ->
                          page.in(
                              "tr",
                              () ->
                                  head.forEach(text -> page.element("th", text, "scope", "col"))));
                  page.in("tbody", rows);
                }),
        "class",
        "scroll");
  }

  /** Writes a row: a name, then cells. */
  static void row(Markup page, Runnable name, Runnable cells) {
    page.in(
        "tr",
        () -> {
          page.in("th", name, "scope", "row");
          cells.run();
        });
  }

  /** Writes a row of texts, the first of which is a name from outside. */
  static void row(Markup page, String name, List<String> cells) {
    row(page, () -> page.name(name), () -> cells.forEach(cell -> page.element("td", cell)));
  }

  /** Writes a fraction as a bar with its number. */
  static void bar(Markup page, double share) {
    if (Double.isNaN(share)) {
      page.element("td", Numbers.NONE);
      return;
    }
    page.in(
        "td",
        () -> {
          page.element(
              "span",
              "",
              "class",
              "bar",
              "style",
              String.format(Locale.ROOT, "--v:%.1f", 100 * Math.min(1, share)));
          page.text(Numbers.roughPercent(share));
        },
        "class",
        "barred");
  }
}
