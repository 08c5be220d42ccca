package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.image.ImageDecoder;
import io.finetune.image.Pipeline;
import io.finetune.image.Preprocessing;
import io.finetune.image.RgbImage;
import io.finetune.kernel.Precision;
import io.finetune.train.DeviceBatch;
import io.finetune.train.Normalizer;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputSheetTest {

  private static final int SIDE = 32;

  @Test
  void whatIsDrawnIsWhatWasStored() {
    Dataset<Integer> dataset = Datasets.open("cifar100_fine", DatasetOptions.shipped()).train();
    float[] mean = floats(Preprocessing.CIFAR_MEAN);
    float[] std = floats(Preprocessing.CIFAR_STD);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Normalizer normalizer = new Normalizer(Device.cpu(), mean, std, Precision.FP32);
        DataLoader<Integer> loader =
            DataLoader.builder(dataset, Pipeline.of()).imageSize(SIDE, SIDE).batchSize(20).build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      DeviceBatch<Integer> batch = normalizer.apply(manager, batches.next());
      List<BufferedImage> drawn =
          InputSheet.images(batch, Preprocessing.CIFAR_MEAN, Preprocessing.CIFAR_STD);
      assertEquals(15, drawn.size());
      try (RgbImage stored = ImageDecoder.decode(dataset.get(3).image())) {
        byte[] pixels = stored.toHwc();
        for (int at = 0; at < SIDE * SIDE; at++) {
          int expected =
              (pixels[3 * at] & 0xff) << 16
                  | (pixels[3 * at + 1] & 0xff) << 8
                  | (pixels[3 * at + 2] & 0xff);
          assertEquals(expected, drawn.get(3).getRGB(at % SIDE, at / SIDE) & 0xffffff);
        }
      }
      Preprocessing steps = Preprocessing.cifar();
      BufferedImage page = InputSheet.ofClasses(batch, dataset.classes(), steps);
      assertTrue(page.getWidth() > 4 * SIDE && page.getHeight() > 4 * SIDE);
    }
  }

  private static float[] floats(List<Float> values) {
    return new float[] {values.get(0), values.get(1), values.get(2)};
  }
}
