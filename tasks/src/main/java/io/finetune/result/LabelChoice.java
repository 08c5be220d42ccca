package io.finetune.result;

import io.finetune.result.PictureRow.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVRecord;

/**
 * Picks images by {@code predictions.csv}: right with the highest probability, the lowest
 * probability of the true class, wrong with the highest probability.
 */
final class LabelChoice {

  private record Line(
      String id, String truth, String predicted, double probability, double ofTrue) {}

  private final Ranking<Line> best;
  private final Ranking<Line> worst;
  private final Ranking<Line> mistaken;

  private LabelChoice(int most) {
    best = new Ranking<>(most);
    worst = new Ranking<>(most);
    mistaken = new Ranking<>(most);
  }

  static List<PictureRow> of(Path test, int most) {
    LabelChoice choice = new LabelChoice(most);
    CsvTables.read(test.resolve(LabelRecord.PREDICTIONS), choice::add);
    List<PictureRow> rows = new ArrayList<>();
    choice.list(Group.BEST, choice.best, rows);
    choice.list(Group.WORST, choice.worst, rows);
    choice.list(Group.MISTAKEN, choice.mistaken, rows);
    return rows;
  }

  private void add(CSVRecord record) {
    Line line =
        new Line(
            record.get("id"),
            record.get("true_class"),
            record.get("predicted_class"),
            Double.parseDouble(record.get("probability")),
            Double.parseDouble(record.get("probability_of_true")));
    worst.offer(line, -line.ofTrue());
    boolean isRight = record.get("true_label").equals(record.get("predicted_label"));
    (isRight ? best : mistaken).offer(line, line.probability());
  }

  private void list(Group group, Ranking<Line> ranking, List<PictureRow> rows) {
    int rank = 1;
    for (Line line : ranking.list()) {
      rows.add(new PictureRow(group, rank++, line.id(), line.truth(), detail(line, group)));
    }
  }

  private static String detail(Line line, Group group) {
    if (group == Group.BEST) {
      return percent(line.probability());
    }
    String other =
        line.predicted().equals(line.truth())
            ? ""
            : "taken for " + line.predicted() + ", " + percent(line.probability());
    return other.isEmpty()
        ? "right, but only " + percent(line.ofTrue())
        : other + " (true class " + percent(line.ofTrue()) + ")";
  }

  private static String percent(double share) {
    return String.format(
        Locale.ROOT, share > 0 && share < 0.001 ? "%.2g\u202F%%" : "%.1f\u202F%%", 100 * share);
  }
}
