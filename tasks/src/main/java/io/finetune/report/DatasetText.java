package io.finetune.report;

import io.finetune.report.Defect.Kind;
import io.finetune.report.PartReport.ImageSize;
import io.finetune.report.PartReport.ObjectCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What was found in a dataset as lines for people: the parts side by side. */
public final class DatasetText {

  private static final int MOST_CLASSES = 30;
  private static final int MOST_DEFECTS = 3;
  private static final int BAR = 28;
  private static final String NOTHING = "-";

  private final List<PartReport> parts;
  private final boolean all;

  private DatasetText(List<PartReport> parts, boolean all) {
    this.parts = parts;
    this.all = all;
  }

  /**
   * Describes a dataset.
   *
   * @param parts its training part, its test part or both
   * @param all whether to list every class and every defect, not only the first ones
   * @return lines without line ends
   */
  public static List<String> lines(List<PartReport> parts, boolean all) {
    DatasetText text = new DatasetText(List.copyOf(parts), all);
    List<String> lines = new ArrayList<>();
    parts.forEach(part -> lines.add(part.part() + ": " + part.description()));
    lines.add("");
    lines.addAll(text.counts());
    lines.add("");
    lines.addAll(text.histogram());
    lines.add("");
    lines.addAll(text.defects());
    return lines;
  }

  private List<String> counts() {
    List<String> headings = new ArrayList<>(List.of(""));
    parts.forEach(part -> headings.add(part.part()));
    TextTable table = new TextTable(headings.toArray(String[]::new));
    row(table, "images", part -> number(part.images()));
    row(table, "  decoded", part -> number(part.sizes().size()));
    row(table, "  smallest", part -> size(part, Comparator.naturalOrder()));
    row(table, "  largest", part -> size(part, Comparator.reverseOrder()));
    row(table, "classes", part -> number(part.classes().size()));
    row(
        table,
        "  without any",
        part -> number((int) part.perClass().stream().filter(n -> n == 0).count()));
    if (parts.stream().allMatch(part -> part.objects().isPresent())) {
      objects(table);
    }
    return table.lines();
  }

  private void objects(TextTable table) {
    row(table, "images without objects", counted(counts -> number(counts.imagesWithout())));
    row(table, "objects", counted(counts -> number(counts.objects())));
    row(table, "  small (under 32x32)", counted(c -> share(c.small(), c.objects())));
    row(table, "  medium", counted(c -> share(c.medium(), c.objects())));
    row(table, "  large (from 96x96)", counted(c -> share(c.large(), c.objects())));
    row(table, "crowds", counted(counts -> number(counts.crowds())));
    row(table, "objects and crowds with a mask", counted(counts -> number(counts.masks())));
    row(table, "dropped: box without area", counted(c -> number(c.leftOut().withoutArea())));
    row(table, "dropped: box outside its image", counted(c -> number(c.leftOut().outside())));
  }

  private static Function<PartReport, String> counted(Function<ObjectCounts, String> cell) {
    return part -> part.objects().map(cell).orElse(NOTHING);
  }

  private void row(TextTable table, String name, Function<PartReport, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    parts.forEach(part -> cells.add(cell.apply(part)));
    table.row(cells.toArray(String[]::new));
  }

  private static String size(PartReport part, Comparator<Long> order) {
    Optional<ImageSize> first =
        part.sizes().stream().min(Comparator.comparing(ImageSize::pixels, order));
    return first.map(ImageSize::toString).orElse(NOTHING);
  }

  /** Counts of each class with a bar, the most frequent first; each part has a scale of its own. */
  private List<String> histogram() {
    List<String> names = parts.get(0).classes();
    List<Integer> order =
        IntStream.range(0, names.size())
            .boxed()
            .sorted(Comparator.comparing((Integer label) -> -parts.get(0).perClass().get(label)))
            .toList();
    int shown = all ? names.size() : Math.min(MOST_CLASSES, names.size());
    int width =
        order.stream()
            .limit(shown)
            .mapToInt(label -> names.get(label).length())
            .reduce("class".length(), Math::max);
    List<String> lines = new ArrayList<>(List.of(heading(width)));
    for (int label : order.subList(0, shown)) {
      StringBuilder line = new StringBuilder(names.get(label));
      line.append(" ".repeat(width - names.get(label).length()));
      for (PartReport part : parts) {
        line.append(cell(part, label));
      }
      lines.add(line.toString().stripTrailing());
    }
    if (shown < names.size()) {
      lines.add("... and " + (names.size() - shown) + " more classes; --all shows them");
    }
    return lines;
  }

  private String heading(int width) {
    StringBuilder line = new StringBuilder("class" + " ".repeat(width - "class".length()));
    parts.forEach(
        part ->
            line.append(String.format(Locale.ROOT, "  %7s%s", part.part(), " ".repeat(BAR + 1))));
    return line.toString().stripTrailing();
  }

  private static String cell(PartReport part, int label) {
    int most = Math.max(1, part.perClass().stream().mapToInt(Integer::intValue).max().orElse(1));
    int count = part.perClass().get(label);
    int length = count == 0 ? 0 : Math.max(1, Math.round((float) BAR * count / most));
    return String.format(
        Locale.ROOT, "  %7d %s", count, "#".repeat(length) + " ".repeat(BAR - length));
  }

  private List<String> defects() {
    List<String> lines = new ArrayList<>();
    for (PartReport part : parts) {
      part.oddities().forEach(odd -> lines.add(part.part() + ": odd: " + odd));
      for (Kind kind : Kind.values()) {
        List<Defect> found =
            part.defects().stream().filter(defect -> defect.kind() == kind).toList();
        if (!found.isEmpty()) {
          lines.add(part.part() + ": " + kind.title() + ": " + found.size());
          int shown = all ? found.size() : Math.min(MOST_DEFECTS, found.size());
          found.subList(0, shown).forEach(p -> lines.add("  " + p.sample() + ": " + p.detail()));
          if (shown < found.size()) {
            lines.add("  ... and " + (found.size() - shown) + " more; --all shows them");
          }
        }
      }
    }
    if (parts.stream().noneMatch(PartReport::isBroken)) {
      lines.add("nothing is broken");
    }
    return lines;
  }

  private static String number(int count) {
    return Integer.toString(count);
  }

  private static String share(int count, int of) {
    return of == 0
        ? number(count)
        : String.format(Locale.ROOT, "%d (%.0f %%)", count, 100.0 * count / of);
  }
}
