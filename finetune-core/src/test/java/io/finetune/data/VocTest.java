package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.region.Box;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pascal VOC's layout on small trees. Images are empty files: only masks are decoded here. */
class VocTest {

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void place() {
    root = folder.resolve("VOCdevkit/VOC2012");
  }

  private static String object(String name, int difficult, Object... corners) {
    return String.format(
        Locale.ROOT,
        "<object><name>%s</name><pose>Left</pose><difficult>%d</difficult><bndbox><xmin>%s</xmin>"
            + "<ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>",
        name,
        difficult,
        corners[0],
        corners[1],
        corners[2],
        corners[3]);
  }

  private static String annotation(String... objects) {
    return "<annotation><folder>VOC2012</folder><size><width>6</width><height>4</height>"
        + "<depth>3</depth></size>\n"
        + String.join("\n", objects)
        + "</annotation>";
  }

  private void image(String id, String annotation) throws IOException {
    write("Annotations/" + id + ".xml", annotation);
    write("JPEGImages/" + id + ".jpg", "");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private void list(String file, String... ids) throws IOException {
    write("ImageSets/" + file + ".txt", String.join("\n", ids) + "\n");
  }

  private void fourImages() throws IOException {
    image(
        "2007_000001",
        annotation(object("person", 0, 1, 1, 2, 4), object("aeroplane", 1, 4, 2, 6, 3)));
    image("2007_000002", annotation(object("tvmonitor", 0, "1.5", 1, "2.25", 4)));
    image("2007_000003", annotation());
    image("2007_000004", annotation(object("person", 0, 2, 2, 2, 2)));
  }

  private void trainAndVal() throws IOException {
    fourImages();
    list("Main/train", "2007_000001", "2007_000002");
    list("Main/val", "2007_000003", "2007_000004");
  }

  private Split<Instances> open(Path place) {
    return Datasets.openInstances("voc:" + place, DatasetOptions.shipped());
  }

  private String failure(Path place) {
    return assertThrows(DataException.class, () -> open(place)).getMessage();
  }

  private static List<String> ids(Dataset<Instances> part) {
    return IntStream.range(0, part.size()).mapToObj(i -> part.get(i).id()).toList();
  }

  @Test
  void boxesCountPixelsFromOneAndIncludeTheLast() throws IOException {
    trainAndVal();
    Split<Instances> split = open(folder);
    assertEquals(Voc.CLASSES, split.train().classes());
    assertEquals(
        List.of("JPEGImages/2007_000001.jpg", "JPEGImages/2007_000002.jpg"), ids(split.train()));
    Instances first = split.train().get(0).target();
    assertEquals(new Instances(1, 4, 6, first.objects()), first);
    assertEquals(
        List.of(
            new Instance(1, 14, new Box(0, 0, 2, 4), 8, false, Optional.empty()),
            new Instance(2, 0, new Box(3, 1, 3, 2), 6, true, Optional.empty())),
        first.objects(),
        "what is difficult is neither asked for nor wrong, as a crowd");
    assertEquals(
        List.of(new Instance(3, 19, new Box(0.5, 0, 1.75, 4), 7, false, Optional.empty())),
        split.train().get(1).target().objects());
    assertEquals(List.of(), split.test().get(0).target().objects());
    assertEquals(new Box(1, 1, 1, 1), split.test().get(1).target().objects().get(0).box());
    assertEquals(LeftOut.NOTHING, split.train().leftOut());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "VOCdevkit", "VOCdevkit/VOC2012", "VOCdevkit/VOC2012/ImageSets/Main"})
  void aKitAYearAndASetOfListsAreFound(String place) throws IOException {
    trainAndVal();
    assertEquals(2, open(folder.resolve(place)).test().size());
  }

  @Test
  void partsOfPeopleAreNoObjects() throws IOException {
    trainAndVal();
    String part =
        "<part><name>head</name><bndbox><xmin>3</xmin><ymin>3</ymin><xmax>3</xmax>"
            + "<ymax>3</ymax></bndbox></part></object>";
    image(
        "2007_000001",
        annotation(object("person", 0, 1, 1, 2, 4).replace("</object>", part))
            .replace("<annotation>", "<?xml version='1.0' encoding='ISO-8859-1'?><annotation>"));
    List<Instance> people = open(folder).train().get(0).target().objects();
    assertEquals(1, people.size());
    assertEquals(14, people.get(0).label());
    assertEquals(new Box(0, 0, 2, 4), people.get(0).box());
  }

  @Test
  void otherClassesAreThoseOfTheData() throws IOException {
    trainAndVal();
    image("2007_000004", annotation(object("Zebra &amp; foal", 0, 2, 2, 3, 3)));
    Split<Instances> split = open(folder);
    assertEquals(
        List.of("Zebra & foal", "aeroplane", "person", "tvmonitor"), split.train().classes());
    assertEquals(0, split.test().get(1).target().objects().get(0).label());
  }

  @Test
  void masksAreTheIndicesOfTheObjects() throws IOException {
    trainAndVal();
    DrawnPng.palette(
        root.resolve("SegmentationObject/2007_000001.png"),
        8,
        "1**000", //
        "11*22*",
        "11*22*",
        "1*0***");
    Sample<Instances> sample = open(folder).train().get(0);
    Instance person = sample.target().objects().get(0);
    assertEquals(6, person.area());
    assertArrayEquals(
        new byte[] {1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0},
        person.segmentation().orElseThrow().toRle(4, 6).decode());
    Instance plane = sample.target().objects().get(1);
    assertEquals(4, plane.area());
    assertEquals(new Box(3, 1, 2, 2), plane.segmentation().orElseThrow().toRle(4, 6).box());
    assertEquals(new Box(3, 1, 3, 2), plane.box(), "the box stays as annotated");
  }

  @Test
  void masksOfAnotherImageAreRefusedWhenRead() throws IOException {
    trainAndVal();
    Path mask = root.resolve("SegmentationObject/2007_000001.png");
    for (String[] rows :
        List.of(new String[] {"1100", "0022"}, new String[] {"123000", "0", "0", "0"})) {
      DrawnPng.palette(mask, 8, rows);
      Split<Instances> split = open(folder);
      String message = assertThrows(DataException.class, () -> split.train().get(0)).getMessage();
      assertTrue(message.contains("Mask " + mask), message);
      assertTrue(message.contains("2007_000001.jpg: 4 x 6 pixels, 2 objects"), message);
    }
  }

  @Test
  void segmentationListsServeWhereThereAreNoOthersOrOnRequest() throws IOException {
    fourImages();
    list("Segmentation/train", "2007_000001");
    list("Segmentation/val", "2007_000002");
    assertEquals(List.of("JPEGImages/2007_000002.jpg"), ids(open(folder).test()));
    list("Main/train", "2007_000001", "2007_000002", "2007_000003");
    list("Main/val", "2007_000004");
    assertEquals(3, open(folder).train().size());
    assertEquals(1, open(root.resolve("ImageSets/Segmentation")).train().size());
  }

  @Test
  void annotatedTestImagesMakeTheSplitOf2007() throws IOException {
    trainAndVal();
    image("2007_000009", annotation());
    list("Main/trainval", "2007_000001", "2007_000002", "2007_000003", "2007_000004");
    list("Main/test", "2007_000009  -1");
    Split<Instances> split = open(folder);
    assertEquals(4, split.train().size());
    assertEquals(List.of("JPEGImages/2007_000009.jpg"), ids(split.test()));
    Files.delete(root.resolve("Annotations/2007_000009.xml"));
    assertEquals(2, open(folder).train().size(), "later years keep their test annotations");
  }

  @Test
  void withoutASplitAShareIsHeldOut() throws IOException {
    fourImages();
    Split<Instances> split = open(folder);
    assertEquals(3, split.train().size());
    assertEquals(1, split.test().size());
    assertTrue(
        split.test().description().contains("Annotations (a share of 0.2 held out, seed 0)"));
    list("Main/trainval", "2007_000001", "2007_000002", "2007_000003");
    String description = open(folder).train().description();
    assertTrue(
        description.startsWith(root.resolve("ImageSets/Main/trainval.txt") + " ("), description);
    List<String> all = new ArrayList<>(ids(open(folder).train()));
    all.addAll(ids(open(folder).test()));
    assertEquals(3, all.size());
    assertFalse(all.contains("JPEGImages/2007_000004.jpg"));
  }

  @Test
  void unknownListsAreNoSplit() throws IOException {
    fourImages();
    list("Main/training", "2007_000001");
    list("Main/person_train", "2007_000001  1");
    String message = failure(folder);
    assertTrue(message.contains(root.resolve("ImageSets/Main") + " holds no lists"), message);
    assertTrue(message.contains("expected trainval.txt and test.txt, or train.txt"), message);
  }

  @Test
  void anImageIsNotInBothLists() throws IOException {
    trainAndVal();
    list("Main/val", "2007_000002");
    assertTrue(failure(folder).contains("image 2007_000002 is listed twice"));
  }

  @Test
  void severalYearsAreAQuestion() throws IOException {
    trainAndVal();
    Files.createDirectories(folder.resolve("VOCdevkit/VOC2007/Annotations"));
    String message = failure(folder);
    assertTrue(message.contains("VOC2007") && message.contains("VOC2012"), message);
    assertEquals(2, open(root).train().size());
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    trainAndVal();
    Files.delete(root.resolve("JPEGImages/2007_000003.jpg"));
    String image = failure(folder);
    assertTrue(image.contains("JPEGImages/2007_000003.jpg does not exist"), image);
    Files.write(root.resolve("JPEGImages/2007_000003.png"), new byte[0]);
    assertEquals("JPEGImages/2007_000003.png", open(folder).test().get(0).id());
    for (String id : List.of("2007_000002", "2007_000004")) {
      Files.delete(root.resolve("Annotations/" + id + ".xml"));
      String annotation = failure(folder);
      assertTrue(annotation.contains(id + ".xml cannot be read"), annotation);
      image(id, annotation());
    }
    String nothing = failure(folder.resolve("VOCdevkit/VOC2012/JPEGImages"));
    assertTrue(nothing.contains("Annotations does not exist"), nothing);
  }

  @Test
  void unusableBoxesAreLeftOutAndCounted() throws IOException {
    trainAndVal();
    image(
        "2007_000001",
        annotation(
            object("person", 0, 4, 1, 3, 4),
            object("person", 0, 7, 1, 9, 4),
            object("person", 0, 5, 1, 9, 4)));
    DrawnPng.palette(
        root.resolve("SegmentationObject/2007_000001.png"), 8, "000033", "000033", "0", "0");
    Dataset<Instances> train = open(folder).train();
    assertEquals(new LeftOut(1, 1), train.leftOut());
    List<Instance> objects = train.get(0).target().objects();
    assertEquals(1, objects.size());
    assertEquals(3, objects.get(0).id());
    assertEquals(new Box(4, 0, 5, 4), objects.get(0).box());
    assertEquals(4, objects.get(0).area(), "the third object's mask, though two are left out");
  }

  @Test
  void brokenAnnotationsAreRefusedByName() throws IOException {
    trainAndVal();
    String whole = annotation(object("person", 0, 1, 1, 2, 4));
    assertRefused(whole.substring(0, whole.length() - 20), "no intact XML");
    assertRefused("", "no intact XML");
    assertRefused("a photograph", "no intact XML");
    assertRefused("<html></html>", "height of the size should be a number of pixels, not \"\"");
    assertRefused(whole.replace("<width>6<", "<width>0<"), "width of the size should be");
    assertRefused(whole.replace("<xmax>2<", "<xmax>two<"), "xmax of object 1 should be a number");
    assertRefused(whole.replace("<xmax>2<", "<xmax>NaN<"), "not \"NaN\"");
    assertRefused(whole.replace("<name>person</name>", ""), "name of object 1 should be a class");
  }

  @Test
  void documentTypesAndTheirEntitiesAreRefused() throws IOException {
    trainAndVal();
    Path secret = folder.resolve("secret.txt");
    Files.writeString(secret, "person", StandardCharsets.UTF_8);
    String external =
        "<!DOCTYPE annotation [<!ENTITY name SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + annotation(object("&name;", 0, 1, 1, 2, 4));
    assertRefused(external, "declares a document type");
    String laughs =
        "<!DOCTYPE annotation [<!ENTITY a \"person\"><!ENTITY b \"&a;&a;\">]>"
            + annotation(object("&b;", 0, 1, 1, 2, 4));
    assertRefused(laughs, "declares a document type");
    String remote =
        "<!DOCTYPE annotation SYSTEM \"http://127.0.0.1:9/voc.dtd\">"
            + annotation(object("person", 0, 1, 1, 2, 4));
    assertRefused(remote, "declares a document type");
    assertRefused(annotation(object("&undeclared;", 0, 1, 1, 2, 4)), "no intact XML");
  }

  private void assertRefused(String annotation, String reason) throws IOException {
    image("2007_000002", annotation);
    String message = failure(folder);
    assertTrue(message.contains("2007_000002.xml"), message);
    assertTrue(message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
  }
}
