package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.coco.CocoInstances;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.BrokenImages;
import io.finetune.data.CocoDataset;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.image.Pipeline;
import io.finetune.report.DatasetCheck;
import io.finetune.report.PartReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A folder in COCO's layout, and what can be read of it, object by object. */
final class CocoLook {

  static final String IMAGES =
      "[{\"id\": 1, \"file_name\": \"a.png\", \"height\": 8, \"width\": 8},"
          + " {\"id\": 2, \"file_name\": \"b.png\", \"height\": 8, \"width\": 8}]";
  static final String CATEGORIES =
      "[{\"id\": 1, \"name\": \"cat\"}, {\"id\": 3, \"name\": \"dog\"}]";

  /** A good object, so that a dataset is left where another object is dropped. */
  static final String GOOD =
      "{\"id\": 1, \"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 1, 4, 4], \"area\": 16}";

  private CocoLook() {}

  /** A dataset of three images whose training annotations have this content. */
  static BrokenInput.Maker json(byte[] content) {
    return root -> {
      Path annotations = Files.createDirectories(root.resolve("annotations"));
      Files.write(annotations.resolve("instances_train.json"), content);
      Files.writeString(
          annotations.resolve("instances_val.json"),
          parts(
              "[{\"id\": 1, \"file_name\": \"c.png\", \"height\": 8, \"width\": 8}]",
              "[]",
              CATEGORIES));
      Files.createDirectories(root.resolve("images/deep"));
      for (String name : List.of("a.png", "b.png", "c.png", "deep/d.png")) {
        Files.write(root.resolve("images").resolve(name), Png.plain(8, 8, 8, Png.RGB));
      }
    };
  }

  static BrokenInput.Maker json(String content) {
    return json(content.getBytes(StandardCharsets.UTF_8));
  }

  static String parts(String images, String annotations, String categories) {
    return "{\"images\": "
        + images
        + ", \"annotations\": "
        + annotations
        + ", \"categories\": "
        + categories
        + "}";
  }

  /** The usual file with further objects. */
  static String withObjects(String... more) {
    return parts(
        IMAGES,
        "[" + GOOD + (more.length == 0 ? "" : ", ") + String.join(", ", more) + "]",
        CATEGORIES);
  }

  /** The second object, with these keys before the usual ones, of which the last counts. */
  static String object(String keys) {
    String usual = "{\"id\": 2, \"image_id\": 1, \"category_id\": 3, \"bbox\": [2, 2, 3, 3], ";
    return withObjects(usual + keys + "}");
  }

  /** Reads the training part, and sees that every annotated object is given or counted. */
  static String at(Path root) {
    CocoDataset train =
        (CocoDataset) Datasets.openInstances("coco", DatasetOptions.of(root)).train();
    CocoInstances annotations = train.annotations();
    assertEquals(annotations.images(), train.size());
    int objects = 0;
    for (int i = 0; i < train.size(); i++) {
      objects += train.get(i).target().objects().size();
    }
    assertEquals(annotations.objects(), objects + train.leftOut().total(), "objects");
    int skipped = skipped(train);
    PartReport report = DatasetCheck.complete().objects("train", train);
    return String.format(
        Locale.ROOT,
        "%d images, %d skipped, %d objects, %s; %s; %s",
        train.size(),
        skipped,
        objects,
        train.leftOut().describe(),
        annotations.problems().isEmpty() ? "nothing odd" : annotations.problems(),
        report.defects().isEmpty()
            ? "no defect"
            : report.defects().stream()
                .map(defect -> defect.kind().name())
                .collect(Collectors.joining(", ")));
  }

  /** Decodes all images; returns how many were left out. */
  static int skipped(Dataset<Instances> dataset) {
    int read = 0;
    try (DataLoader<Instances> loader =
            DataLoader.builder(dataset, Pipeline.of())
                .ownSizes()
                .workers(2)
                .brokenImages(BrokenImages.SKIP)
                .build();
        BatchIterator<Instances> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (Batch<Instances> batch = batches.next()) {
          read += batch.size();
        }
      }
      assertEquals(dataset.size(), read + loader.skipped().size(), "read and skipped");
      return loader.skipped().size();
    }
  }
}
