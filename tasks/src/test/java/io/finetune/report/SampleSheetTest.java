package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.LeftOut;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.ContactSheet.Section;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleSheetTest {

  private static ImageSource black(int height, int width) {
    return new RgbPixels(height, width, new byte[3 * height * width], 0, PixelLayout.HWC);
  }

  private static List<String> captions(Section section) {
    return section.pictures().stream().map(Picture::caption).toList();
  }

  @Test
  void theSeedChoosesAndNothingIsShownTwice() {
    List<Sample<Integer>> samples =
        IntStream.range(0, 100)
            .mapToObj(i -> new Sample<>("image " + i, black(10, 10), i % 2))
            .toList();
    Samples<Integer> dataset = new Samples<>(samples, LeftOut.NOTHING);
    List<String> chosen = captions(SampleSheet.classes("train", dataset, 12, 1));
    assertEquals(12, chosen.stream().distinct().count());
    assertEquals(chosen, captions(SampleSheet.classes("train", dataset, 12, 1)));
    assertNotEquals(chosen, captions(SampleSheet.classes("train", dataset, 12, 2)));
    assertTrue(chosen.get(0).matches("(cat|dog) \u00b7 image \\d+"), chosen.get(0));
    Section all = SampleSheet.classes("test", dataset, 1000, 1);
    assertEquals(100, all.pictures().size());
    assertEquals("made, test: 100 of 100 images", all.heading());
  }

  @Test
  void picturesKeepTheirAspectRatio() {
    List<Sample<Integer>> samples = new ArrayList<>();
    samples.add(new Sample<>("wide", black(100, 1000), 0));
    samples.add(new Sample<>("tiny", black(8, 4), 1));
    Section section = SampleSheet.classes("train", new Samples<>(samples, LeftOut.NOTHING), 2, 0);
    BufferedImage wide = section.pictures().get(0).image();
    BufferedImage tiny = section.pictures().get(1).image();
    assertEquals(List.of(42, 420), List.of(wide.getHeight(), wide.getWidth()));
    assertEquals(List.of(40, 20), List.of(tiny.getHeight(), tiny.getWidth()), "five times");
  }

  @Test
  void whatIsBrokenKeepsItsPlace() {
    Box box = new Box(20, 20, 40, 40);
    Instance other = new Instance(1, 1, box, 9, false, Optional.of(Rle.of(5, 5, 25)));
    Samples<Instances> dataset =
        new Samples<>(
            List.of(
                new Sample<>(
                    "broken", new EncodedBytes(new byte[3]), new Instances(1, 100, 100, List.of())),
                new Sample<>(
                    "a mask of another size",
                    black(100, 100),
                    new Instances(2, 100, 100, List.of(other)))),
            LeftOut.NOTHING);
    Section section = SampleSheet.objects("train", dataset, 2, 0);
    assertEquals(List.of("broken", "a mask of another size"), captions(section));
    BufferedImage drawn = section.pictures().get(1).image();
    assertEquals(420, drawn.getWidth());
    assertEquals(Palette.of(1).getRGB(), drawn.getRGB(168, 252), "the box is drawn all the same");
  }
}
