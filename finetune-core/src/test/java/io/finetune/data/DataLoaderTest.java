package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.image.HorizontalFlip;
import io.finetune.image.ImageSource;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.PadAndCrop;
import io.finetune.image.Pipeline;
import io.finetune.image.RgbImage;
import io.finetune.image.Transform;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataLoaderTest {

  private static final Pipeline AUGMENT =
      Pipeline.of(new PadAndCrop(32, 4), new HorizontalFlip(0.5));
  private static final Dataset<Integer> FLOWERS =
      Datasets.open("cifar100_fine", DatasetOptions.shipped()).test();

  private static DataLoader.Builder<Integer> loader() {
    return DataLoader.builder(FLOWERS, AUGMENT)
        .imageSize(32, 32)
        .batchSize(32)
        .shuffle(true)
        .seed(7);
  }

  /** Everything a reader sees of an epoch: pixels, targets and ids, batch by batch. */
  private record Seen(int number, ByteBuffer pixels, List<Integer> targets, List<String> ids) {}

  private static List<Seen> read(DataLoader<Integer> loader, int epoch, int first) {
    List<Seen> seen = new ArrayList<>();
    try (BatchIterator<Integer> batches = loader.epoch(epoch, first)) {
      while (batches.hasNext()) {
        try (Batch<Integer> batch = batches.next()) {
          byte[] copy = new byte[batch.pixels().capacity()];
          batch.pixels().get(copy);
          seen.add(new Seen(batch.number(), ByteBuffer.wrap(copy), batch.targets(), batch.ids()));
        }
      }
    }
    return seen;
  }

  private static List<Seen> read(DataLoader.Builder<Integer> settings, int epoch, int first) {
    try (DataLoader<Integer> loader = settings.build()) {
      return read(loader, epoch, first);
    }
  }

  private static List<String> ids(List<Seen> seen) {
    return seen.stream().flatMap(batch -> batch.ids().stream()).toList();
  }

  @Test
  void batchesAreTheSameWhateverTheWorkersAndPrefetch() {
    List<Seen> one = read(loader().workers(1).prefetch(1), 3, 0);
    List<Seen> many = read(loader().workers(7).prefetch(5), 3, 0);
    assertEquals(13, one.size());
    assertEquals(16, one.get(12).targets().size());
    assertEquals(one, many);
  }

  @Test
  void anEpochContinuedEqualsTheTailOfTheWholeEpoch() {
    List<Seen> whole = read(loader(), 2, 0);
    assertEquals(whole.subList(9, 13), read(loader(), 2, 9));
    assertEquals(List.of(), read(loader(), 2, 13));
  }

  @Test
  void everyEpochAndSeedReadsAllSamplesOnceInItsOwnOrder() {
    List<String> first = ids(read(loader(), 0, 0));
    List<String> second = ids(read(loader(), 1, 0));
    List<String> other = ids(read(loader().seed(8), 0, 0));
    assertEquals(400, new HashSet<>(first).size());
    assertEquals(new HashSet<>(first), new HashSet<>(second));
    assertNotEquals(first, second);
    assertNotEquals(first, other);
  }

  @Test
  void augmentationChangesWithTheEpoch() {
    DataLoader.Builder<Integer> inOrder = loader().shuffle(false);
    Seen first = read(inOrder, 0, 0).get(0);
    Seen second = read(inOrder, 1, 0).get(0);
    assertEquals(first.ids(), second.ids());
    assertNotEquals(first.pixels(), second.pixels());
  }

  @Test
  void slotsHoldTheirOwnImageAsRedGreenBlue() {
    Pipeline none = Pipeline.of();
    try (DataLoader<Integer> plain =
        DataLoader.builder(FLOWERS, none).imageSize(32, 32).batchSize(3).build()) {
      Seen batch = read(plain, 0, 5).get(0);
      ImageSource.RgbPixels source = (ImageSource.RgbPixels) FLOWERS.get(16).image();
      assertEquals(PixelLayout.CHW, source.layout());
      int row = 4;
      int column = 20;
      int slot = 1; // sample 5 * 3 + 1
      for (int channel = 0; channel < 3; channel++) {
        byte expected = source.bytes()[source.offset() + channel * 1024 + row * 32 + column];
        int at = ((slot * 32 + row) * 32 + column) * 3 + channel;
        assertEquals(expected, batch.pixels().get(at), "channel " + channel);
      }
      assertEquals(FLOWERS.get(16).target(), batch.targets().get(1));
      assertEquals(FLOWERS.get(16).id(), batch.ids().get(1));
    }
  }

  @Test
  void shardsOfAnEpochAreDisjointAndTogetherComplete() {
    Set<String> all = new HashSet<>();
    int count = 0;
    for (int rank = 0; rank < 3; rank++) {
      List<String> own = ids(read(loader().shard(new Shard(rank, 3)), 4, 0));
      count += own.size();
      all.addAll(own);
    }
    assertEquals(400, count);
    assertEquals(400, all.size());
    for (int rank = 0; rank < 3; rank++) {
      List<Seen> own = read(loader().shard(new Shard(rank, 3)).dropLast(true), 4, 0);
      assertEquals(4, own.size(), "133 images a rank, batches of 32");
      assertTrue(own.stream().allMatch(batch -> batch.ids().size() == 32));
    }
  }

  @Test
  void aBrokenImageFailsWithItsName() {
    try (DataLoader<Integer> loader = brokenAt(Set.of(5, 9)).build()) {
      DataException failure = assertThrows(DataException.class, () -> read(loader, 0, 0));
      assertTrue(failure.getMessage().contains("sample 5:"), failure.getMessage());
      assertTrue(failure.getMessage().contains("--skip-broken"), failure.getMessage());
    }
  }

  @Test
  void brokenImagesAreSkippedCountedAndListed() {
    try (DataLoader<Integer> loader =
        brokenAt(Set.of(0, 5, 8, 9, 10, 11)).brokenImages(BrokenImages.SKIP).build()) {
      List<Seen> seen = read(loader, 0, 0);
      assertEquals(List.of("1", "2", "3", "4", "6", "7"), ids(seen));
      assertEquals(List.of(0, 1), seen.stream().map(Seen::number).toList());
      for (Seen batch : seen) {
        for (int i = 0; i < batch.ids().size(); i++) {
          assertEquals(batch.ids().get(i), Byte.toString(batch.pixels().get(3 * i)));
          assertEquals(batch.ids().get(i), batch.targets().get(i).toString());
        }
      }
      read(loader, 1, 0);
      assertEquals(
          List.of("0", "10", "11", "5", "8", "9"),
          loader.skipped().stream().map(SkippedSample::id).toList());
    }
  }

  @Test
  void anEpochWithoutAnyUsableImageIsAnError() {
    Set<Integer> all = new HashSet<>(IntStream.range(0, 12).boxed().toList());
    try (DataLoader<Integer> loader = brokenAt(all).brokenImages(BrokenImages.SKIP).build()) {
      DataException failure = assertThrows(DataException.class, () -> read(loader, 0, 0));
      assertTrue(failure.getMessage().contains("all 12"), failure.getMessage());
    }
  }

  @Test
  void anErrorInATransformReachesTheReader() {
    Transform failing = new FailingTransform();
    try (DataLoader<Integer> loader =
        DataLoader.builder(FLOWERS, Pipeline.of(failing)).imageSize(32, 32).build()) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> read(loader, 0, 0));
      assertTrue(failure.getMessage().contains("sample record 0"), failure.getMessage());
      assertEquals(ArithmeticException.class, failure.getCause().getClass());
    }
  }

  @Test
  void aPipelineOfAnotherSizeIsNamed() {
    try (DataLoader<Integer> loader = loader().imageSize(28, 28).build()) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> read(loader, 0, 0));
      assertTrue(failure.getMessage().contains("gave 32x32, the batch needs 28x28"));
    }
  }

  @Test
  void closingStopsTheWorkersAndReleasesAReaderThatWaits() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Transform stuck = new StuckTransform(entered, release);
    DataLoader<Integer> loader =
        DataLoader.builder(FLOWERS, Pipeline.of(stuck)).imageSize(32, 32).workers(2).build();
    CompletableFuture<Batch<Integer>> waiting =
        CompletableFuture.supplyAsync(() -> loader.epoch(0).next());
    assertTrue(entered.await(10, TimeUnit.SECONDS));
    loader.close();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS));
    assertEquals(IllegalStateException.class, failure.getCause().getClass());
    assertThrows(IllegalStateException.class, () -> loader.epoch(0));
    release.countDown();
  }

  @Test
  void leavingAnEpochEarlyLeavesNoThreadBehind() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (DataLoader<Integer> loader = loader().build()) {
            loader.epoch(0).next().close();
            assertEquals(13, read(loader, 1, 0).size(), "a new epoch closes the one left open");
          }
          while (workersAlive()) {
            Thread.sleep(10);
          }
        });
    assertFalse(workersAlive());
  }

  private static boolean workersAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("finetune-data-"));
  }

  @Test
  void buffersAreUsedAgainAndAClosedBatchGivesNoPixels() {
    try (DataLoader<Integer> loader = loader().workers(1).prefetch(1).build()) {
      BatchIterator<Integer> batches = loader.epoch(0);
      Batch<Integer> first = batches.next();
      byte[] before = new byte[first.pixels().capacity()];
      first.pixels().get(before);
      Batch<Integer> second = batches.next();
      byte[] after = new byte[first.pixels().capacity()];
      first.pixels().get(after);
      assertArrayEquals(before, after, "an open batch keeps its buffer");
      first.close();
      first.close();
      second.close();
      assertThrows(IllegalStateException.class, first::pixels);
    }
  }

  @Test
  void waitingIsMeasured() {
    Transform slow = new SlowTransform();
    try (DataLoader<Integer> loader =
        DataLoader.builder(FLOWERS, Pipeline.of(slow)).imageSize(32, 32).workers(1).build()) {
      loader.epoch(0).next().close();
      assertTrue(loader.waitNanos() >= 40_000_000, "waited " + loader.waitNanos() + " ns");
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> loader().batchSize(0));
    assertThrows(IllegalArgumentException.class, () -> new Shard(2, 2));
    assertThrows(
        IllegalArgumentException.class, () -> DataLoader.builder(FLOWERS, AUGMENT).build());
    DataException none =
        assertThrows(DataException.class, () -> loader().batchSize(500).dropLast(true).build());
    assertTrue(none.getMessage().contains("400 samples"), none.getMessage());
  }

  /** Twelve one-pixel images, some of them no images at all, in batches of four. */
  private static DataLoader.Builder<Integer> brokenAt(Set<Integer> broken) {
    Dataset<Integer> dataset = new PartlyBroken(broken);
    return DataLoader.builder(dataset, Pipeline.of()).imageSize(1, 1).batchSize(4).workers(3);
  }

  private record PartlyBroken(Set<Integer> broken) implements Dataset<Integer> {
    @Override
    public int size() {
      return 12;
    }

    @Override
    public Sample<Integer> get(int index) {
      byte value = (byte) index;
      byte[] pixel = {value, value, value};
      ImageSource image =
          broken.contains(index)
              ? new ImageSource.EncodedBytes(pixel)
              : new ImageSource.RgbPixels(1, 1, pixel, 0, PixelLayout.HWC);
      return new Sample<>(Integer.toString(index), image, index);
    }

    @Override
    public List<String> classes() {
      return IntStream.range(0, 12).mapToObj(Integer::toString).toList();
    }

    @Override
    public String name() {
      return "partly_broken";
    }

    @Override
    public String description() {
      return "made by the test";
    }
  }

  private record FailingTransform() implements Transform {
    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
      throw new ArithmeticException("on purpose");
    }

    @Override
    public String describe() {
      return "fail";
    }
  }

  private record StuckTransform(CountDownLatch entered, CountDownLatch release)
      implements Transform {
    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
      entered.countDown();
      while (release.getCount() > 0) {
        Thread.onSpinWait();
      }
      return image;
    }

    @Override
    public String describe() {
      return "wait";
    }
  }

  private record SlowTransform() implements Transform {
    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
      long end = System.nanoTime() + 50_000_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      return image;
    }

    @Override
    public String describe() {
      return "slow";
    }
  }
}
