package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.basicdataset.cv.classification.ImageFolder;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.translate.TranslateException;
import io.finetune.DataException;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.Pipeline;
import io.finetune.image.Resize;
import io.finetune.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlDatasetTest {

  private static final List<String> CLASSES = List.of("a", "b");

  private static ArrayDataset arrays(NDArray images, NDArray labels) {
    return new ArrayDataset.Builder()
        .setData(images)
        .optLabels(labels)
        .setSampling(1, false)
        .build();
  }

  private static byte[] pixels(Dataset<Integer> dataset, int index) {
    try (RgbImage image = ImageDecoder.decode(dataset.get(index).image())) {
      return image.toHwc();
    }
  }

  @Test
  void arraysOfEveryShapeComeOutTheSame() {
    byte[] hwc = {1, 2, 3, 4, 5, 6};
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray plain =
          manager.create(java.nio.ByteBuffer.wrap(hwc), new Shape(1, 1, 2, 3), DataType.UINT8);
      NDArray labels = manager.create(new int[] {1});
      DjlDataset last = DjlDataset.of("last", arrays(plain, labels), CLASSES);
      assertEquals(1, last.size());
      assertEquals(1, last.get(0).target());
      assertArrayEquals(hwc, pixels(last, 0));
      NDArray first = plain.transpose(0, 3, 1, 2);
      assertArrayEquals(hwc, pixels(DjlDataset.of("first", arrays(first, labels), CLASSES), 0));
      NDArray unit = first.toType(DataType.FLOAT32, true).div(255);
      assertArrayEquals(hwc, pixels(DjlDataset.of("unit", arrays(unit, labels), CLASSES, 1), 0));
      NDArray gray = manager.create(new float[] {0, 9}, new Shape(1, 1, 2));
      assertArrayEquals(
          new byte[] {0, 0, 0, 9, 9, 9},
          pixels(DjlDataset.of("gray", arrays(gray, labels), CLASSES, 255), 0));
    }
  }

  @Test
  void whatIsNoImageWithALabelIsRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray image = manager.zeros(new Shape(1, 4, 4, 3));
      NDArray label = manager.create(new int[] {2});
      NDArray good = manager.create(new int[] {0});
      assertFails("label 2.0", DjlDataset.of("x", arrays(image, label), CLASSES, 1));
      assertFails("not uint8", DjlDataset.of("x", arrays(image, good), CLASSES));
      assertFails("value 3.0", DjlDataset.of("x", arrays(image.add(3), good), CLASSES, 1));
      NDArray many = manager.zeros(new Shape(1, 4, 4, 5));
      assertFails("not one image", DjlDataset.of("x", arrays(many, good), CLASSES, 1));
    }
  }

  private static void assertFails(String part, DjlDataset dataset) {
    DataException failure = assertThrows(DataException.class, () -> dataset.get(0));
    assertTrue(failure.getMessage().contains(part), failure.getMessage());
  }

  @Test
  void anImageFolderOfBasicdatasetTrains(@TempDir Path root)
      throws IOException, TranslateException {
    for (String name : List.of("rgb16", "palette", "alpha")) {
      Path folder = Files.createDirectories(root.resolve("class_" + name));
      try (InputStream stream = ImageDecoder.class.getResourceAsStream(name + ".png")) {
        Files.copy(stream, folder.resolve(name + ".png"));
      }
    }
    ImageFolder folder =
        ImageFolder.builder().setRepositoryPath(root).setSampling(1, false).build();
    Dataset<Integer> dataset = DjlDataset.of("mine", folder, folder.getSynset());
    assertEquals(List.of("class_alpha", "class_palette", "class_rgb16"), dataset.classes());
    Path palette = root.resolve("class_palette/palette.png");
    try (RgbImage ours = ImageDecoder.decode(new EncodedFile(palette))) {
      assertArrayEquals(ours.toHwc(), pixels(dataset, 1));
    }
    try (DataLoader<Integer> loader =
            DataLoader.builder(dataset, Pipeline.of(new Resize(20)))
                .imageSize(20, 32)
                .batchSize(3)
                .build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      assertEquals(List.of(0, 1, 2), batches.next().targets());
    }
  }
}
