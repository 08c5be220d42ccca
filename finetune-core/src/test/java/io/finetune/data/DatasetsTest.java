package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.FinetuneException;
import io.finetune.image.ImageSource.EncodedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every layout on a small tree of the same shape. Files are empty: nothing is decoded here. */
class DatasetsTest {

  private static final Set<String> MADE_OF_NO_FILES = Set.of("cifar100_fine", "shapes");

  @TempDir Path root;

  private void touch(String... files) throws IOException {
    for (String file : files) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.write(root.resolve(file), new byte[0]);
    }
  }

  private void text(String file, String... lines) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    Files.write(root.resolve(file), List.of(lines));
  }

  private void fixture(String resource, String file) throws IOException {
    Files.createDirectories(root.resolve(file).getParent());
    try (InputStream stream = DatasetsTest.class.getResourceAsStream(resource)) {
      Files.copy(stream, root.resolve(file));
    }
  }

  private Split<Integer> open(String name) {
    return Datasets.open(name, DatasetOptions.of(root));
  }

  private String failure(String name) {
    return assertThrows(DataException.class, () -> open(name)).getMessage();
  }

  private static List<String> content(Dataset<Integer> dataset) {
    return IntStream.range(0, dataset.size())
        .mapToObj(dataset::get)
        .map(
            sample -> {
              Path file = ((EncodedFile) sample.image()).path();
              assertTrue(Files.exists(file), file.toString());
              return sample.id() + " " + sample.target();
            })
        .toList();
  }

  private void cub() throws IOException {
    text(
        "CUB_200_2011/images.txt",
        "1 001.A/a1.jpg",
        "2 001.A/a2.jpg",
        "3 002.B/b1.jpg",
        "4 002.B/b2.jpg");
    text("CUB_200_2011/image_class_labels.txt", "1 1", "2 1", "3 2", "4 2");
    text("CUB_200_2011/train_test_split.txt", "1 0", "2 1", "3 1", "4 0");
    text("CUB_200_2011/classes.txt", "1 001.A", "2 002.B");
    for (String file : List.of("001.A/a1", "001.A/a2", "002.B/b1", "002.B/b2")) {
      touch("CUB_200_2011/images/" + file + ".jpg");
    }
  }

  @Test
  void cub200() throws IOException {
    cub();
    Split<Integer> split = open("cub200");
    assertEquals(List.of("001.A", "002.B"), split.train().classes());
    assertEquals(List.of("images/001.A/a2.jpg 0", "images/002.B/b1.jpg 1"), content(split.train()));
    assertEquals(List.of("images/001.A/a1.jpg 0", "images/002.B/b2.jpg 1"), content(split.test()));
    Path inside = root.resolve("CUB_200_2011");
    assertEquals(2, Datasets.open("cub200", DatasetOptions.of(inside)).test().size());
  }

  @Test
  void absentImagesAreCounted() throws IOException {
    cub();
    Files.delete(root.resolve("CUB_200_2011/images/002.B/b1.jpg"));
    assertTrue(failure("cub200").contains("1 of 2 listed images are absent"));
  }

  @Test
  void aLabelOutOfRangeNamesTheFile() throws IOException {
    cub();
    text("CUB_200_2011/image_class_labels.txt", "1 1", "2 3", "3 2", "4 2");
    String message = failure("cub200");
    assertTrue(
        message.contains("image 2 has class 3, expected a whole number from 1 to 2"), message);
  }

  @Test
  void aFileInBothSplitsIsRefused() throws IOException {
    cub();
    text(
        "CUB_200_2011/images.txt",
        "1 001.A/a1.jpg",
        "2 001.A/a1.jpg",
        "3 002.B/b1.jpg",
        "4 002.B/b2.jpg");
    assertTrue(failure("cub200").contains("listed twice or in both splits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "z"})
  void cars196(String compressed) throws IOException {
    fixture("cars_meta" + compressed + ".mat", "devkit/cars_meta.mat");
    fixture("cars_train" + compressed + ".mat", "devkit/cars_train_annos.mat");
    fixture("cars_test" + compressed + ".mat", "cars_test_annos_withlabels.mat");
    touch("cars_train/00001.jpg", "cars_train/00002.jpg", "cars_train/00003.jpg");
    touch("cars_test/00001.jpg", "cars_test/00002.jpg");
    Split<Integer> split = open("cars196");
    assertEquals(
        List.of("AM General Hummer SUV 2000", "Acura RL Sedan 2012"), split.train().classes());
    assertEquals(
        List.of("cars_train/00001.jpg 1", "cars_train/00002.jpg 0", "cars_train/00003.jpg 1"),
        content(split.train()));
    assertEquals(List.of("cars_test/00001.jpg 0", "cars_test/00002.jpg 1"), content(split.test()));
  }

  @Test
  void tornMatlabFilesAreRefused() throws IOException {
    fixture("cars_meta.mat", "cars_meta.mat");
    Path file = root.resolve("cars_meta.mat");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 100, 130, 200, whole.length - 9}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      if (length == 130) {
        assertEquals(0, MatFile.read(file).size(), "a header alone holds no variable");
      } else {
        assertThrows(DataException.class, () -> MatFile.read(file), "cut at " + length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "z"})
  void dogs120(String compressed) throws IOException {
    fixture("dogs_train" + compressed + ".mat", "lists/train_list.mat");
    fixture("dogs_test" + compressed + ".mat", "lists/test_list.mat");
    String first = "Images/n02085620-Chihuahua/n02085620_";
    String second = "Images/n02085782-Japanese_spaniel/n02085782_";
    touch(first + "1.jpg", first + "2.jpg", first + "9.jpg", second + "1.jpg", second + "7.jpg");
    Split<Integer> split = open("dogs120");
    assertEquals(List.of("Chihuahua", "Japanese_spaniel"), split.test().classes());
    assertEquals(
        List.of(first + "1.jpg 0", first + "2.jpg 0", second + "1.jpg 1"), content(split.train()));
    assertEquals(List.of(second + "7.jpg 1", first + "9.jpg 0"), content(split.test()));
  }

  @Test
  void aircraft100() throws IOException {
    text("data/variants.txt", "707-320", "Cessna 172");
    text("data/images_variant_trainval.txt", "0034309 707-320", "0034958 Cessna 172");
    text("data/images_variant_test.txt", "0061581 Cessna 172", "0062765 707-320");
    for (String id : List.of("0034309", "0034958", "0061581", "0062765")) {
      touch("data/images/" + id + ".jpg");
    }
    Split<Integer> split = open("aircraft100");
    assertEquals(List.of("images/0034309.jpg 0", "images/0034958.jpg 1"), content(split.train()));
    assertEquals(List.of("images/0061581.jpg 1", "images/0062765.jpg 0"), content(split.test()));
  }

  @Test
  void imagenetNamesItsClasses() throws IOException {
    touch("train/n01/a.JPEG", "train/n02/b.JPEG", "val/n01/c.JPEG", "val/n02/d.JPEG");
    assertEquals(List.of("n01", "n02"), open("imagenet").train().classes());
    text("LOC_synset_mapping.txt", "n01 tench, Tinca tinca", "n02 goldfish");
    Split<Integer> split = open("imagenet");
    assertEquals(List.of("tench, Tinca tinca", "goldfish"), split.train().classes());
    assertEquals(List.of("val/n01/c.JPEG 0", "val/n02/d.JPEG 1"), content(split.test()));
  }

  @Test
  void miniImagenetPoolsItsClasses() throws IOException {
    for (String list : List.of("train", "val", "test")) {
      String[] lines = new String[6];
      lines[0] = "filename,label";
      for (int i = 1; i <= 5; i++) {
        lines[i] = list + i + ".jpg,n_" + list;
        touch("images/" + list + i + ".jpg");
      }
      text(list + ".csv", lines);
    }
    Split<Integer> split = open("mini_imagenet");
    assertEquals(List.of("n_train", "n_val", "n_test"), split.train().classes());
    assertEquals(12, split.train().size());
    assertEquals(3, split.test().size());
    Set<String> all = new HashSet<>(content(split.train()));
    all.addAll(content(split.test()));
    assertEquals(15, all.size());
  }

  @Test
  void aFolderWithItsOwnSplit() throws IOException {
    touch("train/cat/1.jpg", "train/dog/2.PNG", "test/cat/3.jpg", "test/dog/4.jpg");
    touch("train/cat/notes.txt", "train/cat/.hidden.jpg");
    Split<Integer> split = Datasets.open("folder:" + root, DatasetOptions.shipped());
    assertEquals(List.of("cat", "dog"), split.train().classes());
    assertEquals(List.of("train/cat/1.jpg 0", "train/dog/2.PNG 1"), content(split.train()));
    Files.delete(root.resolve("train/dog/2.PNG"));
    assertTrue(failure("folder").contains("class dog has no image in the training split"));
    touch("test/bird/5.jpg");
    assertTrue(failure("folder").contains("bird is a class in"));
  }

  @Test
  void aFolderWithoutSplitHoldsOutAShareOfEveryClass() throws IOException {
    for (int i = 0; i < 10; i++) {
      touch("cat/" + i + ".jpg", "dog/" + i + ".jpg", "dog/x" + i + ".jpg");
    }
    Split<Integer> split = open("folder");
    assertEquals(24, split.train().size());
    assertEquals(6, split.test().size());
    List<String> test = content(split.test());
    assertEquals(2, test.stream().filter(line -> line.endsWith(" 0")).count());
    assertEquals(test, content(open("folder").test()), "the seed decides");
    DatasetOptions other = new DatasetOptions(DatasetOptions.of(root).root(), false, root, 0.2, 1);
    assertTrue(!test.equals(content(Datasets.open("folder", other).test())));
    Set<String> all = new HashSet<>(content(split.train()));
    all.addAll(test);
    assertEquals(30, all.size());
    touch("lone/1.jpg");
    assertTrue(failure("folder").contains("lone has a single image"));
  }

  @Test
  void missingFoldersShowWhatIsThere() throws IOException {
    DatasetOptions away = DatasetOptions.of(root.resolve("a/b"));
    for (DatasetEntry<?> entry : Datasets.all()) {
      if (!MADE_OF_NO_FILES.contains(entry.name())) {
        String message = assertThrows(DataException.class, () -> entry.open(away)).getMessage();
        assertTrue(message.contains(root.resolve("a/b") + " does not exist"), message);
        assertTrue(message.contains("nearest folder that does is " + root + "."), message);
        assertThrows(DataException.class, () -> entry.open(DatasetOptions.of(root)), entry.name());
        message =
            assertThrows(DataException.class, () -> entry.open(DatasetOptions.shipped()))
                .getMessage();
        assertTrue(message.contains("needs --data-dir"), message);
      }
    }
    assertEquals(11, Datasets.ofClasses().size());
    assertEquals(5, Datasets.ofObjects().size());
    assertEquals(16, Datasets.all().size());
  }

  @Test
  void theWrongKindOfDatasetIsRefused() {
    DatasetOptions options = DatasetOptions.of(root);
    String coco =
        assertThrows(FinetuneException.class, () -> Datasets.open("coco:" + root, options))
            .getMessage();
    assertTrue(coco.contains("coco:" + root + " has labelled objects, which detection"), coco);
    assertTrue(coco.contains("learns from one of: cifar100_fine, "), coco);
    assertTrue(coco.endsWith("folder:DIR"), coco);
    String cub =
        assertThrows(FinetuneException.class, () -> Datasets.openInstances("cub200", options))
            .getMessage();
    assertTrue(cub.contains("cub200 has one class an image, which classification"), cub);
    assertTrue(
        cub.contains("learns from one of: coco2017, coco:DIR, voc:DIR, pennfudan, shapes"), cub);
  }

  @Test
  void whatFollowsShapesSaysHowItIsDrawn() {
    Split<Instances> drawn =
        Datasets.openInstances("shapes:images=7,test=3,size=64", DatasetOptions.shipped());
    assertEquals(7, drawn.train().size());
    assertEquals(64, drawn.test().get(2).target().height());
    assertEquals(2000, Datasets.openInstances("shapes", DatasetOptions.shipped()).train().size());
  }

  @Test
  void onlySomeNamesTakeAColon() {
    assertEquals("voc", Datasets.entry("voc:anywhere").name());
    String none = assertThrows(FinetuneException.class, () -> open("cub200:x")).getMessage();
    assertTrue(none.contains("cub200 takes nothing after a colon, not 'x'"), none);
    String empty = assertThrows(FinetuneException.class, () -> open("folder:")).getMessage();
    assertTrue(empty.contains("folder:DIR"), empty);
    assertNearest("voe:x", "voc");
  }

  @Test
  void unknownNamesGetTheNearest() {
    assertNearest("cub20", "cub200");
    assertNearest("cifar100-fine", "cifar100_fine");
  }

  private void assertNearest(String name, String nearest) {
    String message = assertThrows(FinetuneException.class, () -> open(name)).getMessage();
    assertTrue(message.contains("did you mean '" + nearest + "'?"), message);
  }
}
