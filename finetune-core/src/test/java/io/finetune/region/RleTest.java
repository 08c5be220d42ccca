package io.finetune.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RleTest {

  /** Two rows of three, {@code 010} over {@code 011}: by columns 0 0, 1 1, 0 1. */
  private static final Rle MASK = Rle.of(2, 3, 2, 2, 1, 1);

  private static void assertRefused(String reason, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(reason), () -> "'" + message + "' lacks '" + reason + "'");
  }

  @Test
  void runsGoDownTheColumns() {
    assertArrayEquals(new byte[] {0, 1, 0, 0, 1, 1}, MASK.decode());
    assertEquals(MASK, Rle.encode(2, 3, new byte[] {0, -1, 0, 0, 7, 1}), "any byte but 0 counts");
    assertEquals(3, MASK.area());
    assertEquals(new Box(1, 0, 2, 2), MASK.box());
    assertEquals("Rle[2x3, 4 runs, 3 pixels]", MASK.toString());
  }

  @Test
  void masksDifferBySizeToo() {
    assertNotEquals(MASK, Rle.of(3, 2, 2, 2, 1, 1));
    assertNotEquals(MASK, Rle.of(2, 3, 2, 2, 2));
  }

  @Test
  void arraysGoInAndOutAsCopies() {
    int[] runs = {2, 2, 1, 1};
    Rle mask = Rle.of(2, 3, runs);
    runs[0] = 5;
    mask.runs()[1] = 5;
    assertEquals(MASK, mask);
  }

  @Test
  void countsOfManyDigits() {
    // 2^31 - 1 less 2 is, in fives of bits from below, 29, 31 five times, 1, the sign in the last.
    Rle mask = Rle.of(1, Integer.MAX_VALUE, 1, 1, Integer.MAX_VALUE - 2);
    assertEquals("11mooooo1", mask.counts());
    assertEquals(mask, Rle.parse(1, Integer.MAX_VALUE, "11mooooo1"));
    Rle falling = Rle.of(1, Integer.MAX_VALUE, 0, Integer.MAX_VALUE - 1, 0, 1);
    assertEquals(falling, Rle.parse(1, Integer.MAX_VALUE, falling.counts()));
  }

  @Test
  void aRunIntoTheNextColumnMakesTheBoxFullHeight() {
    assertEquals(new Box(0, 0, 2, 5), Rle.of(5, 4, 4, 2, 14).box());
    assertEquals(new Box(0, 4, 1, 1), Rle.of(5, 4, 4, 1, 15).box());
    assertEquals(new Box(0, 0, 0, 0), Rle.of(5, 4, 20).box());
    assertEquals(new Box(3, 0, 1, 5), Rle.of(5, 4, 15, 5).box(), "a full column ends there");
  }

  @Test
  void emptyRunsAreKeptAndMeanNothing() {
    int[] runs = {3, 2, 0, 4, 5, 0, 6};
    Rle mask = Rle.of(4, 5, runs);
    assertArrayEquals(runs, mask.runs());
    Rle plain = Rle.of(4, 5, 3, 6, 11);
    assertEquals(plain.area(), mask.area());
    assertEquals(plain.box(), mask.box());
    assertEquals(1, mask.iou(plain, false));
    assertEquals(plain, Rle.union(List.of(mask, Rle.of(4, 5, 20))));
    Rle nothing = Rle.of(4, 5, 0, 0, 7, 0, 13, 0);
    assertEquals(0, nothing.area());
    assertEquals(new Box(0, 0, 0, 0), nothing.box());
    assertEquals(0, nothing.iou(mask, false));
    assertEquals(mask, Rle.parse(4, 5, mask.counts()));
  }

  @Test
  void imagesWithoutPixels() {
    Rle none = Rle.union(List.of());
    assertEquals(Rle.of(0, 0), none);
    assertEquals(none, Rle.intersection(List.of()));
    assertEquals("", none.counts());
    assertEquals(none, Rle.parse(0, 0, ""));
    assertEquals(0, none.decode().length);
    assertEquals(Rle.of(0, 0, 0), Rle.union(List.of(none, none)));
    assertEquals(0, none.iou(none, false));
    Rle narrow = Rle.encode(Integer.MAX_VALUE, 0, new byte[0]);
    assertEquals(narrow, Rle.ofBox(Integer.MAX_VALUE, 0, new Box(0, 0, 9, 9)));
    assertEquals(new Box(0, 0, 0, 0), narrow.box());
  }

  @Test
  void aSingleMaskIsItsOwnUnion() {
    assertSame(MASK, Rle.union(List.of(MASK)));
    assertSame(MASK, Rle.intersection(List.of(MASK)));
    assertSame(MASK, MASK.toRle(2, 3));
  }

  @Test
  void sizesHaveToFit() {
    Rle turned = Rle.of(3, 2, 6);
    assertRefused("2x3 does not fit 3x2", () -> MASK.toRle(3, 2));
    assertRefused("2x3 does not fit 3x2", () -> MASK.iou(turned, false));
    assertRefused("2x3 does not fit 3x2", () -> Rle.union(List.of(MASK, turned)));
    assertRefused("a bitmap of 5 bytes for 2x3", () -> Rle.encode(2, 3, new byte[5]));
    assertRefused("not -1x3", () -> Rle.of(-1, 3));
    assertRefused("not 65536x32768", () -> Rle.parse(65536, 32768, "0"));
    assertRefused("not 65536x65536", () -> Rle.ofBox(65536, 65536, new Box(0, 0, 1, 1)));
  }

  @Test
  void runsHaveToCoverTheImage() {
    assertRefused("2 runs add up to 7, but an image of 2x3 has 6", () -> Rle.of(2, 3, 2, 5));
    assertRefused("1 runs add up to 5", () -> Rle.of(2, 3, 5));
    assertRefused("run 1 of 3 is -2 long", () -> Rle.of(2, 3, 4, -2, 4));
    int most = Integer.MAX_VALUE;
    assertRefused("add up to 6442450941", () -> Rle.of(1, most, most, most, most));
  }

  @Test
  void brokenCountsSayWhereAndWhy() {
    assertEquals(MASK, Rle.parse(2, 3, "221O"));
    assertRefused("4 characters have before character 3 byte 0x20", () -> Rle.parse(2, 3, "221 "));
    assertRefused("before character 3 byte 0x70", () -> Rle.parse(2, 3, "221p"));
    assertRefused("before character 1 byte 0xc3", () -> Rle.parse(2, 3, "2\u00e4"));
    assertRefused("before character 0 byte 0xe4", () -> Rle.parse(2, 3, "\u4e00"));
    assertRefused("character 4 the end inside a number", () -> Rle.parse(2, 3, "221o"));
    assertRefused("character 3 the end, with 1 of 6 pixels left", () -> Rle.parse(2, 3, "221"));
    assertRefused("character 0 the end, with 6 of 6", () -> Rle.parse(2, 3, ""));
    assertRefused("character 2 a run of 5 with 4 of 6", () -> Rle.parse(2, 3, "25"));
    assertRefused("character 1 a run of -1 with 6 of 6", () -> Rle.parse(2, 3, "O"));
    assertRefused("character 4 a run of -1 with 1 of 6", () -> Rle.parse(2, 3, "221M"));
    assertRefused("a number of more than 7 digits", () -> Rle.parse(2, 3, "PPPPPPP0"));
    assertRefused("a number of more than 7 digits", () -> Rle.parse(2, 3, "o".repeat(1000)));
    assertRefused("a run of 17179869183", () -> Rle.parse(2, 3, "oooooo?"));
  }

  @Test
  void textIsReadWithinItsRangeOnly() {
    byte[] bytes = "x221Ox".getBytes(StandardCharsets.US_ASCII);
    assertEquals(MASK, Rle.parse(2, 3, bytes, 1, 5));
    assertEquals(new Extent(3, new Box(1, 0, 2, 2)), RleString.measure(2, 3, bytes, 1, 5));
    assertRefused("byte 0x78", () -> RleString.measure(2, 3, bytes, 0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> Rle.parse(2, 3, bytes, 1, 7));
    assertThrows(IndexOutOfBoundsException.class, () -> RleString.measure(2, 3, bytes, -1, 2));
  }
}
