package io.finetune.result;

import io.finetune.result.PictureRow.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVRecord;

/**
 * Picks images by {@code images.csv}: the highest and the lowest {@link ObjectMatch#quality}, among
 * images that show or are said to show anything, and the surest mistakes.
 */
final class ObjectChoice {

  private final Ranking<CSVRecord> best;
  private final Ranking<CSVRecord> worst;
  private final Ranking<CSVRecord> mistaken;

  private ObjectChoice(int most) {
    best = new Ranking<>(most);
    worst = new Ranking<>(most);
    mistaken = new Ranking<>(most);
  }

  static List<PictureRow> of(Path test, int most) {
    ObjectChoice choice = new ObjectChoice(most);
    CsvTables.read(test.resolve(ObjectRecord.IMAGES), choice::add);
    List<PictureRow> rows = new ArrayList<>();
    choice.list(Group.BEST, choice.best, rows);
    choice.list(Group.WORST, choice.worst, rows);
    choice.list(Group.MISTAKEN, choice.mistaken, rows);
    return rows;
  }

  private void add(CSVRecord record) {
    if (!record.get("objects").equals("0") || !record.get("found").equals("0")) {
      double quality = Double.parseDouble(record.get("quality"));
      best.offer(record, quality);
      worst.offer(record, -quality);
    }
    if (!record.get("mistake_score").isEmpty()) {
      mistaken.offer(record, Double.parseDouble(record.get("mistake_score")));
    }
  }

  private void list(Group group, Ranking<CSVRecord> ranking, List<PictureRow> rows) {
    int rank = 1;
    for (CSVRecord record : ranking.list()) {
      String title = group == Group.MISTAKEN ? mistake(record) : counts(record);
      String detail =
          group == Group.MISTAKEN
              ? counts(record)
              : String.format(
                  Locale.ROOT, "quality %.2f", Double.parseDouble(record.get("quality")));
      rows.add(new PictureRow(group, rank++, record.get("id"), title, detail));
    }
  }

  private static String counts(CSVRecord record) {
    return String.format(
        Locale.ROOT,
        "%s of %s right, %s found",
        record.get("correct"),
        record.get("objects"),
        record.get("found"));
  }

  private static String mistake(CSVRecord record) {
    String truth = record.get("mistake_true_class");
    return String.format(
        Locale.ROOT,
        "%s %.2f, %s",
        record.get("mistake_class"),
        Double.parseDouble(record.get("mistake_score")),
        truth.isEmpty() ? "nothing there" : "there is: " + truth);
  }
}
