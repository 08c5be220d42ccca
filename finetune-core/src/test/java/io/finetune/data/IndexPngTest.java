package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.region.Rle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexPngTest {

  private static final String[] ROWS = {
    "1102", //
    "1022", "0033",
  };

  @TempDir Path folder;

  private static void check(IndexPng png) {
    assertEquals(3, png.height());
    assertEquals(4, png.width());
    assertEquals(Set.of(1, 2, 3), png.regions().keySet());
    // Down the columns: 110 100 023 223.
    assertArrayEquals(new int[] {0, 2, 1, 1, 8}, png.regions().get(1).runs());
    assertArrayEquals(new int[] {7, 1, 1, 2, 1}, png.regions().get(2).runs());
    assertArrayEquals(new int[] {8, 1, 2, 1}, png.regions().get(3).runs());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void aPaletteIsReadAsItsIndices(int bits) throws IOException {
    DrawnPng.palette(folder.resolve("m.png"), bits, ROWS);
    check(IndexPng.read(folder.resolve("m.png")));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void aGrayImageIsReadAsItsValues(int bits) throws IOException {
    DrawnPng.gray(folder.resolve("m.png"), bits, ROWS);
    check(IndexPng.read(folder.resolve("m.png")));
  }

  @Test
  void regionsAreThePixelsOfTheirNumber() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      int height = 1 + random.nextInt(12);
      int width = 1 + random.nextInt(12);
      String[] rows = new String[height];
      for (int y = 0; y < height; y++) {
        rows[y] = random.ints(width, 0, 4).mapToObj(String::valueOf).reduce("", String::concat);
      }
      Path file = folder.resolve("r" + round + ".png");
      DrawnPng.palette(file, 8, rows);
      IndexPng png = IndexPng.read(file);
      String all = String.join("", rows);
      for (int number = 1; number < 4; number++) {
        byte[] expected = new byte[all.length()];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = (byte) (all.charAt(i) - '0' == number ? 1 : 0);
        }
        Rle region = png.regions().get(number);
        if (region == null) {
          assertArrayEquals(new byte[expected.length], expected);
        } else {
          assertArrayEquals(expected, region.decode());
          assertEquals(Rle.encode(height, width, expected), region);
        }
      }
    }
  }

  @Test
  void whatIsNoMaskIsRefusedByName() throws IOException {
    DrawnPng.colours(folder.resolve("colours.png"), 3, 4);
    assertRefused("colours.png", "3 channels");
    Files.writeString(folder.resolve("text.png"), "no image at all, but some text");
    assertRefused("text.png", "Exception");
    assertRefused("absent.png", "NoSuchFile");
    DrawnPng.palette(folder.resolve("whole.png"), 8, ROWS);
    byte[] whole = Files.readAllBytes(folder.resolve("whole.png"));
    for (int length : List.of(0, 8, 20, 40, whole.length - 30)) {
      Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, length));
      assertRefused("cut.png", "Exception");
    }
    Files.write(folder.resolve("bomb.png"), declaring(whole, 60_000, 60_000));
    assertRefused("bomb.png", "60000 x 60000 pixels, expected 1 to 178956970");
  }

  /** A PNG that says it is larger than it is. */
  private static byte[] declaring(byte[] png, int width, int height) {
    byte[] changed = png.clone();
    ByteBuffer bytes = ByteBuffer.wrap(changed);
    assertEquals("IHDR", new String(changed, 12, 4, StandardCharsets.US_ASCII));
    bytes.putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(changed, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return changed;
  }

  private void assertRefused(String file, String reason) {
    Path path = folder.resolve(file);
    String message = assertThrows(DataException.class, () -> IndexPng.read(path)).getMessage();
    assertTrue(message.contains("Mask " + path), message);
    assertTrue(message.contains(reason), message);
  }
}
