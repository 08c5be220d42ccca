package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures are one picture of 40x64 pixels with four plain quadrants, written by Pillow. */
class ImageDecoderTest {

  private static final int[] TOP_LEFT = {200, 40, 40};
  private static final int[] TOP_RIGHT = {40, 180, 60};
  private static final int[] BOTTOM_LEFT = {50, 60, 210};
  private static final int[] BOTTOM_RIGHT = {220, 210, 90};

  static byte[] fixture(String name) throws IOException {
    try (InputStream stream = ImageDecoderTest.class.getResourceAsStream(name)) {
      return stream.readAllBytes();
    }
  }

  private static RgbImage decode(String name) throws IOException {
    return ImageDecoder.decode(new EncodedBytes(fixture(name)));
  }

  private static void assertPixel(int[] expected, RgbImage image, double y, double x) {
    byte[] hwc = image.toHwc();
    int row = (int) (y * image.height());
    int column = (int) (x * image.width());
    int at = 3 * (row * image.width() + column);
    for (int c = 0; c < 3; c++) {
      assertEquals(expected[c], hwc[at + c] & 0xFF, 6, "channel " + c + " at " + y + ", " + x);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb16.png",
        "palette.png",
        "alpha.png",
        "rgb.bmp",
        "palette.gif",
        "rgb.webp",
        "rgb.tif"
      })
  void everyKindComesOutAsRgb(String name) throws IOException {
    try (RgbImage image = decode(name)) {
      assertEquals(40, image.height());
      assertEquals(64, image.width());
      assertPixel(TOP_LEFT, image, 0.25, 0.25);
      assertPixel(TOP_RIGHT, image, 0.25, 0.75);
      assertPixel(BOTTOM_LEFT, image, 0.75, 0.25);
      assertPixel(BOTTOM_RIGHT, image, 0.75, 0.75);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gray.png", "gray.jpg", "gray16.png"})
  void grayFillsAllChannels(String name) throws IOException {
    // ITU-R 601 luma of the four colours, which is what the fixtures' writer stored.
    int[] luma = {88, 124, 74, 199};
    try (RgbImage image = decode(name)) {
      for (int i = 0; i < 4; i++) {
        int[] gray = {luma[i], luma[i], luma[i]};
        assertPixel(gray, image, i < 2 ? 0.25 : 0.75, i % 2 == 0 ? 0.25 : 0.75);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"exif3.jpg, 40, 64", "exif6.jpg, 64, 40", "exif8.jpg, 64, 40"})
  void orientationIsApplied(String name, int height, int width) throws IOException {
    // EXIF 2.3, tag 0x112: 3 is turned by half, 6 needs a quarter turn to the right, 8 to the left.
    int[] topLeft =
        switch (name) {
          case "exif3.jpg" -> BOTTOM_RIGHT;
          case "exif6.jpg" -> BOTTOM_LEFT;
          default -> TOP_RIGHT;
        };
    EncodedBytes source = new EncodedBytes(fixture(name));
    for (int factor : new int[] {1, 2}) {
      try (RgbImage image = ImageDecoder.decode(source, (h, w) -> factor)) {
        assertEquals(height / factor, image.height());
        assertEquals(width / factor, image.width());
        assertPixel(topLeft, image, 0.25, 0.25);
      }
    }
  }

  @Test
  void reductionTakesTheSmallerOfBothOrientations() throws IOException {
    EncodedBytes source = new EncodedBytes(fixture("rgb.jpg"));
    try (RgbImage image = ImageDecoder.decode(source, (h, w) -> h > w ? 2 : 8)) {
      assertEquals(20, image.height());
    }
  }

  @Test
  void hugeDeclaredSizesAreRefusedUndecoded() {
    DataException failure = assertThrows(DataException.class, () -> decode("bomb.png"));
    assertTrue(failure.getMessage().contains("50000 x 50000"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.jpg", "progressive.jpg", "rgb16.png", "rgb.tif", "rgb.webp"})
  void tornFilesAreRefused(String name) throws IOException {
    byte[] whole = fixture(name);
    for (double part : new double[] {0.02, 0.3, 0.9}) {
      byte[] torn = Arrays.copyOf(whole, (int) (part * whole.length));
      assertThrows(
          DataException.class,
          () -> ImageDecoder.decode(new EncodedBytes(torn)),
          name + " cut at " + part);
    }
  }

  @Test
  void messagesNameTheFile(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.jpg"), "not an image");
    Path absent = folder.resolve("absent.png");
    for (Path path : new Path[] {text, absent}) {
      DataException failure =
          assertThrows(DataException.class, () -> ImageDecoder.decode(new EncodedFile(path)));
      assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.jpg",
        "exif6.jpg",
        "cmyk.jpg",
        "rgb16.png",
        "rgb.bmp",
        "palette.gif",
        "rgb.webp",
        "lossy.webp",
        "rgb.tif"
      })
  void headersDeclareTheStoredSize(String name) throws IOException {
    ImageHeader header = ImageHeader.read(fixture(name)).orElseThrow();
    assertEquals(40, header.height());
    assertEquals(64, header.width());
  }
}
