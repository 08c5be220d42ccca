package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Instances;
import io.finetune.data.Split;
import io.finetune.data.StrayFile;
import io.finetune.image.Pipeline;
import io.finetune.report.DatasetCheck;
import io.finetune.report.PartReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Folders of datasets, and what can be read of them, sample by sample. */
final class Trees {

  private Trees() {}

  /** Writes a small image under each name. */
  static void images(Path root, String... names) throws IOException {
    for (String name : names) {
      write(root, name, Png.plain(8, 8, 8, Png.RGB));
    }
  }

  static void write(Path root, String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  static void write(Path root, String name, String content) throws IOException {
    write(root, name, Bytes.text(content));
  }

  /** Runs a script of ASCII in a folder: for names that Java cannot say in every locale. */
  static void shell(Path root, String script) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-ec", script).directory(root.toFile()).inheritIO().start();
    assertEquals(0, shell.waitFor(), script);
  }

  /** Reads all images with one class each. */
  static BrokenInput.Look classes(String dataset) {
    return root -> {
      Split<Integer> split = Datasets.open(dataset, DatasetOptions.of(root));
      return String.format(
          Locale.ROOT,
          "%s; %s%s",
          part(split.train()),
          part(split.test()),
          strays(split.train()) + strays(split.test()));
    };
  }

  /** Reads all images with objects. */
  static BrokenInput.Look objects(String dataset) {
    return root -> {
      Split<Instances> split = Datasets.openInstances(dataset, DatasetOptions.of(root));
      PartReport report = DatasetCheck.complete().objects("train", split.train());
      return String.format(
          Locale.ROOT,
          "%s; %s; %d objects, %s; %s%s",
          part(split.train()),
          part(split.test()),
          report.objects().orElseThrow().objects() + report.objects().orElseThrow().crowds(),
          split.train().leftOut().describe(),
          report.defects().isEmpty()
              ? "no defect"
              : report.defects().stream()
                  .map(defect -> defect.kind().name())
                  .collect(Collectors.joining(", ")),
          strays(split.train()));
    };
  }

  /** How many samples there are, all of which are read or counted as broken. */
  private static <T> String part(Dataset<T> dataset) {
    int read = 0;
    try (DataLoader<T> loader =
            DataLoader.builder(dataset, Pipeline.of())
                .ownSizes()
                .workers(2)
                .brokenImages(BrokenImages.SKIP)
                .build();
        BatchIterator<T> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (Batch<T> batch = batches.next()) {
          read += batch.size();
        }
      }
      int skipped = loader.skipped().size();
      assertEquals(dataset.size(), read + skipped, "read and skipped");
      return read + " read" + (skipped == 0 ? "" : " and " + skipped + " skipped");
    }
  }

  private static String strays(Dataset<?> dataset) {
    List<String> lines = StrayFile.summary(dataset.strays());
    return lines.isEmpty() ? "" : "; " + String.join("; ", lines);
  }
}
