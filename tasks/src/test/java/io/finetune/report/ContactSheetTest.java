package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.ContactSheet.Section;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  private static Picture picture(int height, int width, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return new Picture(image, "a caption that is far too long to stand below a small picture");
  }

  @Test
  void picturesAreCentredInCellsOfTheLargest() {
    Section section =
        new Section("five", List.of(picture(100, 200, Color.RED), picture(200, 60, Color.BLUE)));
    BufferedImage page = new ContactSheet(List.of(section)).draw();
    // Two columns: 14 + 2 * (200 + 14); one row: 14 + 44 + 200 + 22 + 14.
    assertEquals(442, page.getWidth());
    assertEquals(294, page.getHeight());
    assertEquals(Color.RED.getRGB(), page.getRGB(14, 58 + 50));
    assertEquals(Color.RED.getRGB(), page.getRGB(213, 58 + 149));
    assertEquals(Color.BLUE.getRGB(), page.getRGB(228 + 70, 58));
    assertEquals(Color.BLUE.getRGB(), page.getRGB(228 + 129, 257));
    assertEquals(0xFFF1F3F4, page.getRGB(228 + 69, 100), "the cell beside the picture");
  }

  @Test
  void captionsAreWrittenBelowAndCutAtTheCell() {
    Section section = new Section("one", List.of(picture(150, 150, Color.RED)));
    BufferedImage page = new ContactSheet(List.of(section)).draw();
    int top = 14 + 44 + 150;
    int ink =
        (int)
            IntStream.range(0, 22 * page.getWidth())
                .filter(
                    i ->
                        new Color(page.getRGB(i % page.getWidth(), top + i / page.getWidth()))
                                .getRed()
                            < 128)
                .count();
    assertTrue(ink > 100, "the caption has letters");
    for (int y = top; y < top + 22; y++) {
      assertEquals(Color.WHITE.getRGB(), page.getRGB(14 + 150 + 2, y), "right of the cell");
    }
  }

  @Test
  void manyPicturesWrapAndSectionsFollowEachOther() {
    Section twelve = new Section("a", Collections.nCopies(12, picture(120, 120, Color.RED)));
    Section three = new Section("b", Collections.nCopies(3, picture(120, 120, Color.BLUE)));
    BufferedImage page = new ContactSheet(List.of(twelve, three)).draw();
    assertEquals(14 + 4 * 134, page.getWidth());
    assertEquals(14 + 44 + 3 * 156 + 44 + 156, page.getHeight());
    assertEquals(Color.BLUE.getRGB(), page.getRGB(20, 14 + 44 + 3 * 156 + 44 + 60));
  }
}
