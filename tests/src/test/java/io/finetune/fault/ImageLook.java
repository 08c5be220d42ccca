package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.BrokenImages;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.SkippedSample;
import io.finetune.image.CenterCrop;
import io.finetune.image.EncodedImage;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.Pipeline;
import io.finetune.image.Resize;
import io.finetune.image.RgbImage;
import io.finetune.report.DatasetCheck;
import io.finetune.report.Defect;
import io.finetune.report.PartReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a broken image among good ones, in each of the ways that a dataset is read, and sees that
 * they agree and that every image is accounted for.
 */
final class ImageLook {

  private static final String FOLDER = "train/cat";
  private static final int IMAGES = 4;
  private static final int SIDE = 32;

  private ImageLook() {}

  /** Writes a dataset whose one image in question has these bytes. */
  static BrokenInput.Maker file(String name, byte[] content) {
    return root -> {
      surround(root);
      Files.write(root.resolve(FOLDER).resolve(name), content);
    };
  }

  /** Good images around the one in question, in a folder of two classes and two parts. */
  static void surround(Path root) throws IOException {
    for (String folder : List.of(FOLDER, "train/dog", "val/cat", "val/dog")) {
      Files.createDirectories(root.resolve(folder));
      Files.write(root.resolve(folder).resolve("good.png"), good());
    }
    Files.write(root.resolve("train/dog").resolve("good2.png"), good());
  }

  private static byte[] good() {
    try (RgbImage image = RgbImage.of(8, 8, new byte[3 * 8 * 8])) {
      return EncodedImage.png(image).bytes();
    }
  }

  /** Reads the dataset; returns size and upper left colour of the image in question. */
  static String at(Path root) {
    Dataset<Integer> train = Datasets.open("folder", DatasetOptions.of(root)).train();
    assertEquals(IMAGES, train.size(), "images that are there");
    List<String> reasons = skipped(train);
    PartReport report = DatasetCheck.complete().classes("train", train);
    assertEquals(IMAGES, report.images());
    assertEquals(IMAGES, report.sizes().size() + report.defects().size(), "checked images");
    if (reasons.isEmpty()) {
      assertEquals(List.of(), report.defects());
      read(train, BrokenImages.FAIL); // reads all without an error
      return describe(train);
    }
    DataException failure =
        assertThrows(DataException.class, () -> read(train, BrokenImages.FAIL).close());
    assertTrue(failure.getMessage().contains(reasons.get(0)), failure.getMessage());
    assertTrue(failure.getMessage().contains("sample " + FOLDER), failure.getMessage());
    if (!report.defects().isEmpty()) { // what decodes may still have no usable shape
      assertEquals(Defect.Kind.UNREADABLE, report.defects().get(0).kind());
      assertEquals(reasons.get(0), report.defects().get(0).detail());
    }
    throw failure;
  }

  /** Reads with broken images skipped; returns the reasons, at most one. */
  private static List<String> skipped(Dataset<Integer> train) {
    try (DataLoader<Integer> loader = read(train, BrokenImages.SKIP)) {
      List<SkippedSample> skipped = loader.skipped();
      assertTrue(skipped.size() <= 1, skipped.toString());
      skipped.forEach(sample -> assertTrue(sample.id().startsWith(FOLDER), sample.id()));
      skipped.forEach(sample -> assertEquals(1, sample.line().lines().count()));
      return skipped.stream().map(SkippedSample::reason).toList();
    }
  }

  private static DataLoader<Integer> read(Dataset<Integer> train, BrokenImages policy) {
    DataLoader<Integer> loader =
        DataLoader.builder(train, Pipeline.of(new Resize(SIDE), new CenterCrop(SIDE)))
            .imageSize(SIDE, SIDE)
            .batchSize(2)
            .workers(2)
            .brokenImages(policy)
            .build();
    List<String> ids = new ArrayList<>();
    try (BatchIterator<Integer> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          ids.addAll(batch.ids());
        }
      }
    } catch (DataException e) {
      loader.close();
      throw e;
    }
    assertEquals(IMAGES, ids.size() + loader.skipped().size(), "read and skipped");
    return loader;
  }

  private static String describe(Dataset<Integer> train) {
    for (int i = 0; i < train.size(); i++) {
      EncodedFile file = (EncodedFile) train.get(i).image();
      if (!file.path().getFileName().toString().startsWith("good")) {
        try (RgbImage image = ImageDecoder.decode(file)) {
          byte[] hwc = image.toHwc();
          int corner = 3 * (image.height() / 4 * image.width() + image.width() / 4);
          return String.format(
              Locale.ROOT,
              "%dx%d %s",
              image.height(),
              image.width(),
              colour(hwc[corner] & 0xFF, hwc[corner + 1] & 0xFF, hwc[corner + 2] & 0xFF));
        }
      }
    }
    throw new IllegalStateException("the image in question is not in the dataset");
  }

  /** The quadrants' colours by name, as near as a lossy format keeps them. */
  private static String colour(int red, int green, int blue) {
    int[][] quadrants = {{200, 40, 40}, {40, 180, 60}, {50, 60, 210}, {220, 210, 90}};
    String[] names = {"red", "green", "blue", "yellow"};
    for (int i = 0; i < names.length; i++) {
      int[] wanted = quadrants[i];
      int distance =
          Math.max(
              Math.abs(red - wanted[0]),
              Math.max(Math.abs(green - wanted[1]), Math.abs(blue - wanted[2])));
      if (distance <= 6) {
        return names[i];
      }
    }
    return String.format(Locale.ROOT, "rgb(%d,%d,%d)", red, green, blue);
  }
}
