package io.finetune.example;

import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import io.finetune.image.ImageSource;
import java.nio.file.Path;
import java.util.List;

/** The example of docs/api.md about data that lie in no layout the toolkit knows. */
public final class OwnDatasetExample {

  private OwnDatasetExample() {}

  // docs begin
  /** A row of a table: an image and its class. */
  record Row(Path image, int label) {}

  /** Samples from such a table. An image is opened when a worker needs it. */
  record TableDataset(String name, List<String> classes, List<Row> rows)
      implements Dataset<Integer> {

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public Sample<Integer> get(int index) {
      Row row = rows.get(index);
      return new Sample<>(
          row.image().toString(), new ImageSource.EncodedFile(row.image()), row.label());
    }

    @Override
    public String description() {
      return "the table " + name;
    }
  }

  /** What {@code Finetune.model(...).dataset(...)} takes. */
  static Split<Integer> split(List<String> classes, List<Row> train, List<Row> test) {
    return new Split<>(
        new TableDataset("mine", classes, train), new TableDataset("mine", classes, test));
  }
  // docs end
}
