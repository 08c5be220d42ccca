package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.data.Dataset;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.LeftOut;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import io.finetune.report.Defect.Kind;
import io.finetune.report.PartReport.ImageSize;
import io.finetune.report.PartReport.ObjectCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DatasetCheckTest {

  private static final ImageSource PIXELS =
      new RgbPixels(40, 60, new byte[3 * 40 * 60], 0, PixelLayout.HWC);

  private static Instance object(long id, Box box, double area, boolean crowd) {
    return new Instance(id, (int) (id % 2), box, area, crowd, Optional.empty());
  }

  private static Sample<Instances> image(String id, ImageSource pixels, Instance... objects) {
    return new Sample<>(id, pixels, new Instances(1, 40, 60, List.of(objects)));
  }

  private static PartReport check(List<Sample<Instances>> samples) {
    Samples<Instances> dataset = new Samples<>(samples, LeftOut.NOTHING);
    return DatasetCheck.complete().objects("train", dataset);
  }

  @Test
  void objectsAreCountedByClassAndSize() {
    Box box = new Box(0, 0, 10, 10);
    PartReport report =
        check(
            List.of(
                image("a", PIXELS, object(1, box, 1023.9, false), object(2, box, 1024, false)),
                image("b", PIXELS, object(4, box, 9215.9, false), object(6, box, 9216, false)),
                image("c", PIXELS, object(8, box, 5, true)),
                image("d", PIXELS)));
    assertEquals(
        Optional.of(new ObjectCounts(4, 1, 0, 1, 1, 2, 1, LeftOut.NOTHING)), report.objects());
    assertEquals(List.of(3, 1), report.perClass());
    assertEquals(4, report.images());
    assertEquals(4, report.sizes().stream().filter(new ImageSize(40, 60)::equals).count());
    assertFalse(report.isBroken());
  }

  @Test
  void boxesMayReachOutByTheRoundingOnly() {
    PartReport report =
        check(
            List.of(
                image(
                    "a",
                    PIXELS,
                    object(10, new Box(-1, -1, 62, 42), 1, false),
                    object(11, new Box(-1.5, 0, 10, 10), 1, false),
                    object(12, new Box(0, 0, 10, 45), 1, false))));
    List<Defect> defects = report.defects();
    assertEquals(2, defects.size(), defects::toString);
    assertEquals(
        new Defect(
            Kind.BOX_OUTSIDE,
            "a",
            "object 11 (dog) reaches 1.5 pixels out of 40x60: x -1.5 to 8.5, y 0.0 to 10.0"),
        defects.get(0));
    assertTrue(defects.get(1).detail().startsWith("object 12 (cat) reaches 5.0 pixels"));
    assertTrue(report.isBroken());
  }

  @Test
  void imagesThatCannotBeReadAreNamedInOrder() {
    ImageSource broken = new EncodedBytes(new byte[] {1, 2, 3});
    ImageSource absent = new EncodedFile(Path.of("no", "such.jpg"));
    PartReport report = check(List.of(image("a", broken), image("b", PIXELS), image("c", absent)));
    assertEquals(
        List.of("a", "c"),
        report.defects().stream()
            .filter(defect -> defect.kind() == Kind.UNREADABLE)
            .map(Defect::sample)
            .toList());
    assertEquals(2, report.defects().size());
    assertEquals(1, report.sizes().size());
  }

  @Test
  void annotationsThatAreRefusedDoNotEndTheCheck() {
    Dataset<Instances> refusing =
        new Samples<>(List.of(image("a", PIXELS), image("b", PIXELS)), LeftOut.NOTHING) {
          @Override
          public Sample<Instances> get(int index) {
            if (index == 0) {
              throw new DataException("the mask is broken");
            }
            return super.get(index);
          }
        };
    PartReport report = DatasetCheck.complete().objects("train", refusing);
    assertEquals(
        List.of(new Defect(Kind.UNUSABLE, "image number 0", "the mask is broken")),
        report.defects());
    assertEquals(1, report.sizes().size());
  }

  @Test
  void aSizeThatDiffersFromTheAnnotatedIsFound() {
    ImageSource turned = new RgbPixels(60, 40, new byte[3 * 40 * 60], 0, PixelLayout.HWC);
    PartReport report = check(List.of(image("a", turned)));
    assertEquals(
        List.of(new Defect(Kind.OTHER_SIZE, "a", "annotated as 40x60, is 60x40 (height x width)")),
        report.defects());
  }

  @Test
  void aMaskOfAnotherSizeIsFound() {
    Instance object =
        new Instance(3, 1, new Box(0, 0, 5, 5), 9, false, Optional.of(Rle.of(20, 20, 400)));
    PartReport report = check(List.of(image("a", PIXELS, object)));
    assertEquals(
        List.of(
            new Defect(
                Kind.MASK_SIZE, "a", "object 3 (dog) has a mask of 20x20, the image is 40x60")),
        report.defects());
  }

  @Test
  void droppedObjectsOutsideTheirImageBreakADataset() {
    Samples<Instances> flat = new Samples<>(List.of(image("a", PIXELS)), new LeftOut(3, 0));
    Samples<Instances> outside = new Samples<>(List.of(image("a", PIXELS)), new LeftOut(0, 1));
    assertFalse(DatasetCheck.complete().objects("train", flat).isBroken());
    assertTrue(DatasetCheck.complete().objects("train", outside).isBroken());
  }

  @Test
  void aQuickCheckStillLooksAtEveryBox() {
    Instance outside = object(11, new Box(-9, 0, 10, 10), 1, false);
    Sample<Instances> broken = image("b", new EncodedBytes(new byte[0]), outside);
    Samples<Instances> dataset =
        new Samples<>(List.of(image("a", PIXELS), broken), LeftOut.NOTHING);
    PartReport quick = new DatasetCheck(1, (done, all) -> {}).objects("test", dataset);
    assertEquals(List.of(Kind.BOX_OUTSIDE), quick.defects().stream().map(Defect::kind).toList());
  }

  @Test
  void aQuickCheckDecodesTheFirstAndCountsAll() {
    Sample<Integer> cat = new Sample<>("a", PIXELS, 0);
    Sample<Integer> broken = new Sample<>("b", new EncodedBytes(new byte[0]), 1);
    Samples<Integer> dataset = new Samples<>(List.of(cat, cat, broken), LeftOut.NOTHING);
    AtomicInteger told = new AtomicInteger();
    PartReport quick =
        new DatasetCheck(2, (done, all) -> told.addAndGet(all)).classes("test", dataset);
    assertEquals(2, quick.sizes().size());
    assertEquals(4, told.get(), "two reports of two images");
    assertEquals(List.of(2, 1), quick.perClass());
    assertFalse(quick.isBroken());
    assertTrue(DatasetCheck.complete().classes("test", dataset).isBroken());
  }
}
