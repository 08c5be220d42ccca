package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.ImageSource;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.Pipeline;
import io.finetune.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches whose images keep their own sizes, and the grouping of like shapes. */
class LooseBatchTest {

  /** Image i is filled with i; every third is upright. One of them may be unreadable. */
  private record Shapes(int size, int broken) implements Dataset<Integer> {

    @Override
    public Sample<Integer> get(int index) {
      if (index == broken) {
        return new Sample<>("broken", new ImageSource.EncodedBytes(new byte[] {1}), index);
      }
      int height = group(index) == 1 ? 9 + index : 4;
      int width = group(index) == 1 ? 4 : 7 + index;
      byte[] pixels = new byte[3 * height * width];
      Arrays.fill(pixels, (byte) index);
      return new Sample<>(
          "image " + index,
          new ImageSource.RgbPixels(height, width, pixels, 0, PixelLayout.HWC),
          index);
    }

    @Override
    public int group(int index) {
      return index % 3 == 0 ? 1 : 0;
    }

    @Override
    public List<String> classes() {
      return List.of("any");
    }

    @Override
    public String name() {
      return "shapes";
    }

    @Override
    public String description() {
      return "made here";
    }
  }

  private static DataLoader.Builder<Integer> loader(int size, int broken) {
    return DataLoader.builder(new Shapes(size, broken), Pipeline.of())
        .ownSizes()
        .batchSize(4)
        .workers(3);
  }

  @Test
  void everyImageKeepsItsSizeAndIsClosedWithItsBatch() {
    List<Integer> seen = new ArrayList<>();
    try (DataLoader<Integer> loader = loader(10, -1).build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      while (batches.hasNext()) {
        Batch<Integer> batch = batches.next();
        for (int i = 0; i < batch.size(); i++) {
          int index = batch.targets().get(i);
          RgbImage image = batch.images().get(i);
          assertEquals(index % 3 == 0 ? 9 + index : 4, image.height());
          assertEquals(index % 3 == 0 ? 4 : 7 + index, image.width());
          assertEquals(index, image.toHwc()[0]);
          seen.add(index);
        }
        assertThrows(IllegalStateException.class, batch::pixels);
        batch.close();
        assertThrows(IllegalStateException.class, batch::images);
      }
    }
    assertEquals(IntStream.range(0, 10).boxed().toList(), seen);
  }

  @Test
  void aBrokenImageStopsOrIsLeftOut() {
    try (DataLoader<Integer> loader = loader(6, 2).build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      String message = assertThrows(DataException.class, batches::next).getMessage();
      assertTrue(message.contains("sample broken"), message);
    }
    try (DataLoader<Integer> loader = loader(6, 2).brokenImages(BrokenImages.SKIP).build();
        BatchIterator<Integer> batches = loader.epoch(0)) {
      try (Batch<Integer> batch = batches.next()) {
        assertEquals(List.of(0, 1, 3), batch.targets());
        assertEquals(3, batch.images().size());
        assertEquals(3, batch.seeds().size());
      }
    }
  }

  @Test
  void seedsAreAFunctionOfSeedEpochAndIndex() {
    assertEquals(seeds(1, 2), seeds(1, 2));
    List<Long> all = new ArrayList<>(seeds(1, 2));
    all.addAll(seeds(1, 3));
    all.addAll(seeds(2, 2));
    assertEquals(all.size(), all.stream().distinct().count());
  }

  private static List<Long> seeds(long seed, int epoch) {
    List<Long> seeds = new ArrayList<>();
    try (DataLoader<Integer> loader = loader(8, -1).seed(seed).build();
        BatchIterator<Integer> batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          seeds.addAll(batch.seeds());
        }
      }
    }
    return seeds;
  }

  @Test
  void aBatchHoldsOneGroupUntilTheRest() {
    int[] order = IntStream.range(0, 14).toArray();
    int[] grouped = EpochOrder.grouped(order, 4, i -> i % 3 == 0 ? 1 : 0);
    int[] byHand = {1, 2, 4, 5, 0, 3, 6, 9, 7, 8, 10, 11, 13, 12};
    assertArrayEquals(byHand, grouped);
    assertArrayEquals(order, EpochOrder.grouped(order, 4, i -> 0));
  }

  @Test
  void groupingKeepsEverySampleAndTheNumberOfBatches() {
    try (DataLoader<Integer> loader = loader(23, -1).shuffle(true).groupShapes(true).build();
        BatchIterator<Integer> batches = loader.epoch(5)) {
      List<Integer> seen = new ArrayList<>();
      int pure = 0;
      int count = 0;
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          seen.addAll(batch.targets());
          pure += batch.targets().stream().map(i -> i % 3 == 0).distinct().count() == 1 ? 1 : 0;
          count++;
        }
      }
      assertEquals(6, count);
      assertTrue(pure >= 5, pure + " of 6 batches hold one group");
      assertEquals(23, seen.stream().distinct().count());
    }
  }
}
