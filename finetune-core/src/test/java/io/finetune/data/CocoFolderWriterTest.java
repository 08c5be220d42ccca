package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.image.EncodedImage;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.ImageSource.Generated;
import io.finetune.image.RgbImage;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoFolderWriterTest {

  private static final Split<Instances> DRAWN =
      Shapes.open(ShapesOptions.parse("shapes:images=6,test=3,size=64,empty=0.3,seed=2"));

  @TempDir Path root;

  private static void write(Split<Instances> dataset, Path folder) {
    CocoFolderWriter.write(dataset, folder, (images, total) -> {});
  }

  private static byte[] pixels(Sample<Instances> sample) {
    try (RgbImage image = ImageDecoder.decode(sample.image())) {
      return image.toHwc();
    }
  }

  /** Images of the caller's own under two class names. */
  private record Given(List<Sample<Instances>> samples) implements Dataset<Instances> {

    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public Sample<Instances> get(int index) {
      return samples.get(index);
    }

    @Override
    public List<String> classes() {
      return List.of("one", "other");
    }

    @Override
    public String name() {
      return "given";
    }

    @Override
    public String description() {
      return "made by the test";
    }
  }

  private static Split<Instances> given(ImageSource image, Instances... shown) {
    List<Sample<Instances>> samples = new ArrayList<>();
    for (Instances each : shown) {
      samples.add(new Sample<>("image " + each.imageId(), image, each));
    }
    return new Split<>(new Given(samples), new Given(samples.subList(0, 1)));
  }

  @Test
  void whatIsWrittenReadsAsWhatItWas() {
    Path folder = root.resolve("new/shapes");
    write(DRAWN, folder);
    Split<Instances> read = Datasets.openInstances("coco:" + folder, DatasetOptions.shipped());
    assertEquals(DRAWN.train().classes(), read.train().classes());
    assertSame(DRAWN.train(), read.train());
    assertSame(DRAWN.test(), read.test());
    assertTrue(((EncodedFile) read.test().get(1).image()).path().endsWith("val/000000000001.png"));
  }

  private static void assertSame(Dataset<Instances> expected, Dataset<Instances> read) {
    assertEquals(expected.size(), read.size());
    int objects = 0;
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(pixels(expected.get(i)), pixels(read.get(i)));
      List<Instance> renumbered = new ArrayList<>();
      for (Instance object : expected.get(i).target().objects()) {
        objects++;
        renumbered.add(
            new Instance(
                objects,
                object.label(),
                object.box(),
                object.area(),
                object.crowd(),
                object.segmentation()));
      }
      assertEquals(
          new Instances(expected.get(i).target().imageId(), 64, 64, renumbered),
          read.get(i).target());
    }
    assertTrue(objects > 0);
  }

  @Test
  void filesAreCopiedAndEveryKindOfObjectKept() throws IOException {
    byte[] gray = new byte[3 * 4 * 6];
    byte[] content = EncodedImage.of(new Generated(4, 6, () -> gray)).bytes();
    Path file = Files.write(root.resolve("picture.dat"), content);
    Box box = new Box(1, 0.5, 3, 2.25);
    Polygons polygons = new Polygons(List.of(new double[] {1, 0.5, 4, 0.5, 4, 2.75}));
    Instances shown =
        new Instances(
            139,
            4,
            6,
            List.of(
                new Instance(7, 1, box, 3.375, false, Optional.of(polygons)),
                new Instance(8, 0, box, 5, true, Optional.of(Rle.of(4, 6, 2, 5, 17))),
                new Instance(9, 1, box, 6.75, false, Optional.empty())));
    write(given(new EncodedFile(file), shown), root.resolve("out"));
    assertArrayEquals(content, Files.readAllBytes(root.resolve("out/train/000000000139.png")));
    List<Instance> read =
        Datasets.openInstances("coco:" + root.resolve("out"), DatasetOptions.shipped())
            .train()
            .get(0)
            .target()
            .objects();
    for (int i = 0; i < 3; i++) {
      Instance object = shown.objects().get(i);
      assertEquals(object.label(), read.get(i).label());
      assertEquals(object.box(), read.get(i).box());
      assertEquals(object.area(), read.get(i).area());
      assertEquals(object.crowd(), read.get(i).crowd());
      assertEquals(
          object.segmentation().map(each -> each.toRle(4, 6)),
          read.get(i).segmentation().map(each -> each.toRle(4, 6)));
    }
    assertTrue(read.get(0).segmentation().orElseThrow() instanceof Polygons);
  }

  @Test
  void progressCountsBothSplits() {
    List<String> heard = new ArrayList<>();
    CocoFolderWriter.write(
        DRAWN, root.resolve("out"), (images, total) -> heard.add(images + "/" + total));
    assertEquals(List.of("1/9", "2/9", "3/9", "4/9", "5/9", "6/9", "7/9", "8/9", "9/9"), heard);
  }

  @Test
  void aFolderThatHoldsAnythingIsRefused() throws IOException {
    Files.writeString(root.resolve("mine.txt"), "kept");
    String message = assertThrows(FinetuneException.class, () -> write(DRAWN, root)).getMessage();
    assertEquals(
        "Folder " + root + " is not empty (it holds mine.txt); name a new folder to write to.",
        message);
    Path file = root.resolve("mine.txt");
    message = assertThrows(FinetuneException.class, () -> write(DRAWN, file)).getMessage();
    assertEquals(file + " is no folder; name a new one to write to.", message);
    assertEquals("kept", Files.readString(file));
  }

  @Test
  void aSplitThatBreaksOffHasNoAnnotations() {
    Path gone = root.resolve("gone.jpg");
    Instances shown = new Instances(1, 4, 6, List.of());
    Path folder = root.resolve("out");
    assertThrows(DataException.class, () -> write(given(new EncodedFile(gone), shown), folder));
    assertFalse(Files.exists(folder.resolve("annotations/instances_train.json")));
  }

  @Test
  void twoImagesOfOneIdAreNoDataset() {
    Generated image = new Generated(4, 6, () -> new byte[72]);
    Instances shown = new Instances(5, 4, 6, List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> write(given(image, shown, shown), root.resolve("out")));
  }
}
