package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real photographs of COCO. */
@Tag("shared")
class PhotographTest {

  private static List<Path> photographs() throws IOException {
    Path folder =
        Path.of(System.getProperty("finetune.shared", "../../shared"), "data/coco-tiny/val2017");
    assumeTrue(Files.isDirectory(folder), "the photographs are not here: " + folder);
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).sorted().limit(40).toList();
    }
  }

  @Test
  void decodingSmallerHardlyChangesTheResizedImage() throws IOException {
    double sum = 0;
    int reduced = 0;
    Resize resize = new Resize(96);
    for (Path file : photographs()) {
      EncodedFile source = new EncodedFile(file);
      try (RgbImage full = ImageDecoder.decode(source);
          RgbImage expected = resize.apply(full, new SplittableRandom(0));
          RgbImage actual = Pipeline.of(resize).read(source, 0)) {
        reduced +=
            resize.reduction(full.height(), full.width(), new SplittableRandom(0)) > 1 ? 1 : 0;
        byte[] a = expected.toHwc();
        byte[] b = actual.toHwc();
        // Sides of odd length are halved upwards, which may add a column to the longer side.
        if (a.length == b.length) {
          double difference = 0;
          for (int i = 0; i < a.length; i++) {
            difference += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
          }
          sum += difference / a.length;
        }
      }
    }
    assertTrue(reduced > 30, "images decoded smaller: " + reduced);
    double mean = sum / photographs().size();
    assertTrue(mean < 1.5, "mean difference of " + mean + " of 255 levels");
  }

  @Test
  void photographsCutShortAreRefused() throws IOException {
    for (Path file : photographs().subList(0, 5)) {
      byte[] whole = Files.readAllBytes(file);
      for (double part : new double[] {0.1, 0.5, 0.99}) {
        byte[] torn = Arrays.copyOf(whole, (int) (part * whole.length));
        assertThrows(
            DataException.class,
            () -> ImageDecoder.decode(new EncodedBytes(torn)),
            file + " cut at " + part);
      }
    }
    assertEquals(40, photographs().size());
  }
}
