package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.ImageSource.Generated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedImageTest {

  @TempDir Path folder;

  @Test
  void generatedPixelsSurviveAsPng() {
    byte[] hwc = new byte[3 * 5 * 7];
    new Random(1).nextBytes(hwc);
    EncodedImage encoded = EncodedImage.of(new Generated(5, 7, () -> hwc));
    assertEquals("png", encoded.extension());
    try (RgbImage image = ImageDecoder.decode(new EncodedBytes(encoded.bytes()))) {
      assertEquals(5, image.height());
      assertEquals(7, image.width());
      assertArrayEquals(hwc, image.toHwc());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.jpg, jpg",
    "rgb16.png, png",
    "rgb.bmp, bmp",
    "palette.gif, gif",
    "rgb.webp, webp",
    "rgb.tif, tif"
  })
  void whatIsEncodedStaysAsItIs(String name, String extension) throws IOException {
    byte[] content = ImageDecoderTest.fixture(name);
    EncodedImage ofBytes = EncodedImage.of(new EncodedBytes(content));
    assertSame(content, ofBytes.bytes());
    assertEquals(extension, ofBytes.extension());
    Path file = Files.write(folder.resolve("without_extension"), content);
    EncodedImage ofFile = EncodedImage.of(new EncodedFile(file));
    assertArrayEquals(content, ofFile.bytes());
    assertEquals(extension, ofFile.extension());
  }

  @Test
  void aFileThatIsNoImageIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.png"), "no image");
    String message =
        assertThrows(DataException.class, () -> EncodedImage.of(new EncodedFile(file)))
            .getMessage();
    assertTrue(message.contains("notes.png (8 bytes) is no JPEG, PNG"), message);
  }

  @Test
  void aGeneratorOfTooFewBytesIsRefused() {
    Generated source = new Generated(2, 2, () -> new byte[11]);
    String message =
        assertThrows(IllegalArgumentException.class, () -> ImageDecoder.decode(source))
            .getMessage();
    assertEquals("2x2 RGB pixels are 12 bytes, not 11", message);
    assertThrows(IllegalArgumentException.class, () -> new Generated(0, 2, () -> new byte[0]));
  }
}
