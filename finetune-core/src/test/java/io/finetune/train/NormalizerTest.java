package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import io.finetune.image.Pipeline;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizerTest {

  /** Two pixels side by side: (0, 51, 255) and (102, 204, 153). */
  private static final byte[] PIXELS = {0, 51, (byte) 255, 102, (byte) 204, (byte) 153};

  private static final float[] MEAN = {0.5f, 0.2f, 0.4f};
  private static final float[] STD = {0.25f, 0.5f, 0.2f};

  /** One picture of those pixels. */
  private record OnePicture() implements Dataset<Integer> {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public Sample<Integer> get(int index) {
      return new Sample<>("only", new RgbPixels(1, 2, PIXELS, 0, PixelLayout.HWC), 3);
    }

    @Override
    public List<String> classes() {
      return List.of("a", "b", "c", "d");
    }

    @Override
    public String name() {
      return "one";
    }

    @Override
    public String description() {
      return "one picture";
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void channelsAreScaledByTheirOwnMeanAndDeviation(Precision precision) {
    try (NDManager scope = NDManager.newBaseManager();
        Normalizer normalizer = new Normalizer(Device.cpu(), MEAN, STD, precision);
        DataLoader<Integer> loader =
            DataLoader.builder(new OnePicture(), Pipeline.of())
                .imageSize(1, 2)
                .batchSize(1)
                .build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      Batch<Integer> host = batches.next();
      DeviceBatch<Integer> batch = normalizer.apply(scope, host);
      assertEquals(new Shape(1, 3, 1, 2), batch.images().getShape());
      assertEquals(List.of(3), batch.targets());
      assertEquals(List.of("only"), batch.ids());
      assertThrows(IllegalStateException.class, host::pixels, "the batch was closed");
      NDArray wide = Kernels.on(Device.cpu()).cast(scope, batch.images(), Precision.FP32);
      // (0 - 0.5) / 0.25, (0.4 - 0.5) / 0.25; (0.2 - 0.2) / 0.5, (0.8 - 0.2) / 0.5; ...
      float[] expected = {-2, -0.4f, 0, 1.2f, 3, 1};
      assertArrayEquals(expected, wide.toFloatArray(), precision == Precision.FP32 ? 1e-6f : 1e-2f);
    }
  }

  @Test
  void everyImageNeedsATargetAndAnId() {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray images = scope.ones(new Shape(2, 3, 4, 4));
      assertThrows(
          IllegalArgumentException.class,
          () -> new DeviceBatch<>(images, List.of(1), List.of("a", "b")));
      assertThrows(
          IllegalArgumentException.class,
          () -> new DeviceBatch<>(images, List.of(1, 2), List.of("a")));
    }
  }
}
