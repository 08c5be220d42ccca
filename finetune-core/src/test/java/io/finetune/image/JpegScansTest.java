package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegScansTest {

  // Pillow writes libjpeg's script of ten scans for colour pictures.
  @ParameterizedTest
  @CsvSource({"rgb.jpg, 1", "gray.jpg, 1", "cmyk.jpg, 1", "exif6.jpg, 1", "progressive.jpg, 10"})
  void scansAreCounted(String name, int scans) throws IOException {
    assertEquals(scans, JpegScans.count(ImageDecoderTest.fixture(name)));
  }

  @Test
  void anEndAnywhereIsMet() throws IOException {
    byte[] whole = ImageDecoderTest.fixture("progressive.jpg");
    int before = 1;
    for (int length = 0; length < whole.length; length++) {
      int scans = JpegScans.count(Arrays.copyOf(whole, length));
      assertEquals(Math.max(before, scans), scans, "cut at " + length);
      before = scans;
    }
    assertEquals(10, before);
  }
}
