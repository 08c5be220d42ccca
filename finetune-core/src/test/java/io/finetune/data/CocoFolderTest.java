package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.region.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COCO's layouts on small trees. Images are empty files: nothing is decoded here. */
class CocoFolderTest {

  private static final String CATEGORIES =
      "{\"id\": 7, \"name\": \"dog\"}, {\"id\": 3, \"name\": \"cat\"}";

  @TempDir Path root;

  private static String object(int id, int image, int category, String box, String more) {
    return String.format(
        Locale.ROOT,
        "{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": [%s], \"area\": 2.5, %s}",
        id,
        image,
        category,
        box,
        more);
  }

  private static String outlined(int id, int image) {
    return object(
        id, image, 3, "1, 1, 3, 2", "\"iscrowd\": 0, \"segmentation\": [[1, 1, 4, 1, 4, 3, 1, 3]]");
  }

  /** Images {@code a1.jpg} to {@code aN.jpg} of 10 rows and 20 columns, ids from 11 on. */
  private static String json(String prefix, int images, String categories, String... objects) {
    return "{\"images\": ["
        + IntStream.rangeClosed(1, images)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "{\"id\": %d, \"file_name\": \"%s%d.jpg\", \"height\": 10, \"width\": 20}",
                        10 + i,
                        prefix,
                        i))
            .collect(Collectors.joining(", "))
        + "], \"categories\": ["
        + categories
        + "], \"annotations\": ["
        + String.join(", ", objects)
        + "]}";
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.writeString(root.resolve(file), text);
  }

  private void images(String folder, String prefix, int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      write(folder + "/" + prefix + i + ".jpg", "");
    }
  }

  private void published(String trainImages, String testImages) throws IOException {
    String crowd =
        "\"iscrowd\": 1, \"segmentation\": {\"size\": [10, 20], \"counts\": [0, 7, 193]}";
    write(
        "annotations/instances_train2017.json",
        json(
            "a",
            3,
            CATEGORIES,
            object(101, 13, 7, "0, 0, 1, 7", crowd),
            outlined(102, 11),
            object(103, 11, 7, "2, 2, 0, 5", "\"iscrowd\": 0"),
            object(104, 12, 7, "20, 2, 4, 5", "\"iscrowd\": 0"),
            object(105, 11, 7, "15, 5, 9, 9", "\"iscrowd\": 0")));
    write("annotations/instances_val2017.json", json("b", 2, CATEGORIES, outlined(1, 12)));
    images(trainImages, "a", 3);
    images(testImages, "b", 2);
  }

  private Split<Instances> open() {
    return Datasets.openInstances("coco:" + root, DatasetOptions.shipped());
  }

  private String failure() {
    return assertThrows(DataException.class, this::open).getMessage();
  }

  private static List<String> ids(Dataset<Instances> part) {
    return IntStream.range(0, part.size()).mapToObj(i -> part.get(i).id()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "train2017, val2017",
    "images/train2017, images/val2017",
    "train, val",
    "images/train, images/val",
    "images, images"
  })
  void imagesAreFoundInTheUsualPlaces(String trainImages, String testImages) throws IOException {
    published(trainImages, testImages);
    Split<Instances> split = open();
    assertEquals(List.of("a1.jpg", "a2.jpg", "a3.jpg"), ids(split.train()));
    assertEquals(List.of("b1.jpg", "b2.jpg"), ids(split.test()));
    assertEquals(
        new EncodedFile(root.resolve(trainImages).resolve("a3.jpg")), split.train().get(2).image());
    DatasetOptions given = DatasetOptions.of(root);
    assertEquals(ids(split.test()), ids(Datasets.openInstances("coco2017", given).test()));
  }

  @Test
  void samplesHaveTheirObjects() throws IOException {
    published("train2017", "val2017");
    Dataset<Instances> train = open().train();
    assertEquals(List.of("cat", "dog"), train.classes(), "in ascending order of their ids");
    Instances first = train.get(0).target();
    assertEquals(11, first.imageId());
    assertEquals(10, first.height());
    assertEquals(20, first.width());
    assertEquals(2, first.objects().size());
    Instance outlined = first.objects().get(0);
    assertEquals(
        new Instance(102, 0, new Box(1, 1, 3, 2), 2.5, false, outlined.segmentation()), outlined);
    assertEquals(new Box(1, 1, 3, 2), outlined.segmentation().orElseThrow().toRle(10, 20).box());
    assertEquals(
        new Instance(105, 1, new Box(15, 5, 9, 9), 2.5, false, Optional.empty()),
        first.objects().get(1),
        "partly outside is usable");
    assertEquals(List.of(), train.get(1).target().objects());
    Instance crowd = train.get(2).target().objects().get(0);
    assertTrue(crowd.crowd());
    assertEquals(7, crowd.segmentation().orElseThrow().toRle(10, 20).area());
  }

  @Test
  void unusableObjectsAreCountedAndStayInTheAnnotations() throws IOException {
    published("train2017", "val2017");
    CocoDataset train = assertInstanceOf(CocoDataset.class, open().train());
    assertEquals(new LeftOut(1, 1), train.leftOut());
    assertEquals(5, train.annotations().objects());
    assertEquals(7, train.annotations().categories().id(1));
  }

  @Test
  void onlyUnusableObjectsAreAnError() throws IOException {
    published("train2017", "val2017");
    write(
        "annotations/instances_train2017.json",
        json("a", 3, CATEGORIES, object(1, 11, 3, "0, 0, 0, 0", "\"iscrowd\": 0")));
    String message = failure();
    assertTrue(
        message.contains("1 are annotated; left out are 1 without area, 0 outside"), message);
  }

  @Test
  void aWrongFolderFailsAtOnceWithThePlacesTried() throws IOException {
    published("elsewhere", "val2017");
    String message = failure();
    assertTrue(message.contains("image a1.jpg of " + root), message);
    for (String place :
        List.of("train2017", "images/train2017", "train", "images/train", "images")) {
      assertTrue(message.contains(root.resolve(place) + ","), place + " in " + message);
    }
  }

  @Test
  void aMissingImageAmongTheFirstIsNamed() throws IOException {
    published("train2017", "val2017");
    Files.delete(root.resolve("train2017/a2.jpg"));
    assertTrue(failure().contains(root.resolve("train2017/a2.jpg") + " of"), failure());
  }

  @Test
  void bothSplitsNeedTheSameCategories() throws IOException {
    published("train2017", "val2017");
    String other = CATEGORIES.replace("dog", "doge") + ", {\"id\": 9, \"name\": \"cow\"}";
    write("annotations/instances_val2017.json", json("b", 2, other, outlined(1, 12)));
    String message = failure();
    assertTrue(message.contains("instances_train2017.json has [7 dog]"), message);
    assertTrue(message.contains("instances_val2017.json has [7 doge, 9 cow]"), message);
  }

  @Test
  void twoCandidatesAreAQuestionButNotForCoco2017() throws IOException {
    published("train2017", "val2017");
    write("annotations/instances_train2014.json", json("a", 3, CATEGORIES, outlined(1, 12)));
    String message = failure();
    assertTrue(message.contains("which of [") && message.contains("train2014"), message);
    assertEquals(3, Datasets.openInstances("coco2017", DatasetOptions.of(root)).train().size());
  }

  @Test
  void roboflowsExportsHaveAnnotationsBesideTheImages() throws IOException {
    for (String split : List.of("train", "valid", "test")) {
      write(
          split + "/_annotations.coco.json",
          json(split, 2, CATEGORIES, outlined(1, 11), outlined(2, 12)));
      images(split, split, 2);
    }
    assertEquals(List.of("train1.jpg", "train2.jpg"), ids(open().train()));
    assertEquals(List.of("valid1.jpg", "valid2.jpg"), ids(open().test()));
    Files.delete(root.resolve("valid/_annotations.coco.json"));
    assertEquals(List.of("test1.jpg", "test2.jpg"), ids(open().test()));
    Files.delete(root.resolve("test/_annotations.coco.json"));
    assertTrue(open().test().description().contains("held out"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "annotations/instances_default.json",
        "annotations/instances.json",
        "annotations.json",
        "_annotations.coco.json"
      })
  void aSingleFileHasAShareHeldOut(String file) throws IOException {
    String[] objects = IntStream.range(11, 31).mapToObj(i -> outlined(i, i)).toArray(String[]::new);
    write(file, json("a", 20, CATEGORIES, objects));
    images(file.startsWith("_") ? "." : "images", "a", 20);
    Split<Instances> split = open();
    assertEquals(16, split.train().size());
    assertEquals(4, split.test().size());
    assertEquals(ids(split.test()), ids(open().test()), "the seed decides");
    Set<String> all = new HashSet<>(ids(split.train()));
    all.addAll(ids(split.test()));
    assertEquals(20, all.size());
    assertEquals(1, split.test().get(3).target().objects().size());
    DatasetOptions options = new DatasetOptions(Optional.of(root), false, root, 0.5, 1);
    assertEquals(10, Datasets.openInstances("coco", options).test().size());
    Set<List<String>> drawn = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      DatasetOptions seeded = new DatasetOptions(Optional.of(root), false, root, 0.2, seed);
      drawn.add(ids(Datasets.openInstances("coco", seeded).test()));
    }
    assertTrue(drawn.size() > 4, "ten seeds drew only " + drawn);
  }

  @Test
  void nothingUsableIsSaidWithWhatWasLookedFor() throws IOException {
    String nothing = failure();
    assertTrue(nothing.contains("no annotations are in " + root), nothing);
    assertTrue(nothing.contains("annotations/instances_train*.json, train/_annotations"), nothing);
    write("annotations.json", json("a", 1, CATEGORIES, outlined(1, 11)));
    assertTrue(failure().contains("has 1 images, which cannot be split"), failure());
    write("annotations.json", json("a", 0, CATEGORIES));
    assertTrue(failure().contains("has 0 images"), failure());
  }

  @Test
  void coco2017IsNotFetchedUnseen() {
    DatasetOptions download = new DatasetOptions(Optional.empty(), true, root, 0.2, 0);
    String message =
        assertThrows(DataException.class, () -> Datasets.openInstances("coco2017", download))
            .getMessage();
    assertTrue(message.contains("http://images.cocodataset.org/zips/train2017.zip"), message);
    assertTrue(message.contains("/annotations/annotations_trainval2017.zip"), message);
    String absent =
        assertThrows(
                DataException.class,
                () -> Datasets.openInstances("coco2017", DatasetOptions.of(root)))
            .getMessage();
    assertTrue(absent.contains("instances_train2017.json does not exist"), absent);
  }

  /** Against what {@code json.load} and a loop in Python count. */
  @Test
  @Tag("shared")
  void realCocoImagesHaveAllTheirObjects() {
    Path data =
        Path.of(System.getProperty("finetune.shared", "../../shared")).resolve("data/coco-tiny");
    assumeTrue(Files.isDirectory(data), "the images are not here: " + data);
    Split<Instances> split = Datasets.openInstances("coco2017", DatasetOptions.of(data));
    assertEquals(80, split.train().classes().size());
    check(split.train(), 705, 6, 6405752.52914999, 173288.32);
    check(split.test(), 815, 11, 8086004.57595, 205907.36);
    Instances person = split.test().get(0).target();
    assertEquals(532481, person.imageId());
    assertArrayEquals(new int[] {426, 640}, new int[] {person.height(), person.width()});
  }

  private static void check(
      Dataset<Instances> part, int objects, int crowds, double areas, double lefts) {
    assertEquals(80, part.size());
    List<Instance> all =
        IntStream.range(0, 80)
            .boxed()
            .flatMap(i -> part.get(i).target().objects().stream())
            .toList();
    assertEquals(objects, all.size());
    assertEquals(crowds, all.stream().filter(Instance::crowd).count());
    assertEquals(areas, all.stream().mapToDouble(Instance::area).sum(), 1e-6);
    assertEquals(lefts, all.stream().mapToDouble(instance -> instance.box().x()).sum(), 1e-6);
    assertTrue(all.stream().allMatch(instance -> instance.segmentation().isPresent()));
    assertEquals(LeftOut.NOTHING, part.leftOut());
    for (int i = 0; i < part.size(); i++) {
      assertTrue(Files.isRegularFile(((EncodedFile) part.get(i).image()).path()));
    }
  }
}
