package io.finetune.predict;

import io.finetune.FinetuneException;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.predict.ClassPrediction.Likelihood;
import io.finetune.region.Box;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table by RFC 4180 with a heading. Of a classifier {@code image,rank,label,class,score}, a row
 * for every class that is named; of a detector {@code image,label,class,score,x1,y1,x2,y2}, a row
 * for every object: an image without any has no row, and masks are not in it.
 */
public final class CsvTable implements PredictionOutput {

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private final CSVPrinter rows;
  private final List<String> classes;

  /**
   * Starts the table with its heading.
   *
   * @param out where the rows go; stays open
   * @param classes names of the labels
   * @param objects whether the predictions are a detector's
   */
  public CsvTable(Appendable out, List<String> classes, boolean objects) {
    this.classes = List.copyOf(classes);
    try {
      rows = new CSVPrinter(out, FORMAT);
      if (objects) {
        rows.printRecord("image", "label", "class", "score", "x1", "y1", "x2", "y2");
      } else {
        rows.printRecord("image", "rank", "label", "class", "score");
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void add(Prediction said) {
    String image = JsonLines.name(said.file());
    try {
      if (said instanceof ClassPrediction shown) {
        int rank = 1;
        for (Likelihood each : shown.classes()) {
          rows.printRecord(image, rank++, each.label(), classes.get(each.label()), each.score());
        }
      } else if (said instanceof ObjectPrediction found) {
        for (Detection each : found.objects()) {
          Box box = each.box();
          rows.printRecord(
              image,
              each.label(),
              classes.get(each.label()),
              each.score(),
              box.x(),
              box.y(),
              box.x2(),
              box.y2());
        }
      }
      rows.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static FinetuneException unwritable(IOException e) {
    return new FinetuneException("cannot write the table of predictions: " + e, e);
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
