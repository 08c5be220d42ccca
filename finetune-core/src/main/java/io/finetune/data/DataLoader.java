package io.finetune.data;

import io.finetune.DataException;
import io.finetune.image.Pipeline;
import io.finetune.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns a dataset into batches: worker threads decode and augment every image straight into its
 * slot of one direct buffer per batch, a bounded number of batches ahead of the reader.
 *
 * <p>Order and augmentation are pure functions of seed, epoch and index: the batches are the same
 * whatever the number of workers, and an epoch continued at batch {@code k} equals the tail of the
 * whole epoch.
 *
 * <pre>{@code
 * try (DataLoader<Integer> loader =
 *     DataLoader.builder(split.train(), Pipeline.of(new PadAndCrop(32, 4)))
 *         .imageSize(32, 32).batchSize(128).shuffle(true).seed(7).build();
 *     BatchIterator<Integer> batches = loader.epoch(0)) {
 *   while (batches.hasNext()) {
 *     try (Batch<Integer> batch = batches.next()) {
 *       step(batch.pixels(), batch.targets());
 *     }
 *   }
 * }
 * }</pre>
 *
 * @param <T> the type of the targets
 */
public final class DataLoader<T> implements AutoCloseable {

  private final Builder<T> settings;
  private final ExecutorService workers;
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
  private final Map<String, SkippedSample> skipped = new ConcurrentHashMap<>();
  private final AtomicLong waitNanos = new AtomicLong();
  private BatchIterator<T> open;
  private boolean closed;

  private DataLoader(Builder<T> settings) {
    this.settings = new Builder<>(settings);
    AtomicInteger threads = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            settings.workers,
            work -> {
              Thread thread = new Thread(work, "finetune-data-" + threads.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts the settings of a loader.
   *
   * @param dataset the samples
   * @param pipeline the transforms from a sample to an image of the batch's size
   * @param <T> the type of the targets
   */
  public static <T> Builder<T> builder(Dataset<T> dataset, Pipeline pipeline) {
    return new Builder<>(dataset, pipeline);
  }

  /**
   * Starts an epoch at its first batch.
   *
   * @see #epoch(int, int)
   */
  public BatchIterator<T> epoch(int epoch) {
    return epoch(epoch, 0);
  }

  /**
   * Starts an epoch at a given batch; what comes before it is not read. An epoch that is still open
   * is closed: there is one at a time.
   *
   * @param epoch the number of the epoch, which decides order and augmentation
   * @param firstBatch the first batch to read, from 0 to {@link #batches()}
   * @return the batches; close it to stop early
   * @throws IllegalStateException if the loader is closed
   */
  public synchronized BatchIterator<T> epoch(int epoch, int firstBatch) {
    Objects.checkFromToIndex(firstBatch, batches(), batches());
    if (closed) {
      throw new IllegalStateException("the data loader is closed");
    }
    if (open != null) {
      open.close();
    }
    int[] indices =
        EpochOrder.indices(
            dataset().size(),
            settings.shuffle,
            settings.seed,
            epoch,
            settings.shard,
            settings.dropLast);
    if (settings.groupShapes) {
      indices = EpochOrder.grouped(indices, settings.batchSize, dataset()::group);
    }
    open = new BatchIterator<>(this, epoch, indices, firstBatch, batches());
    return open;
  }

  /** Returns the number of batches in an epoch, before broken images are skipped. */
  public int batches() {
    int images = images();
    int whole = images / settings.batchSize;
    return settings.dropLast || images % settings.batchSize == 0 ? whole : whole + 1;
  }

  /** Returns the number of images of this loader's shard, the ones of a dropped batch included. */
  public int images() {
    Shard shard = settings.shard;
    int size = dataset().size();
    return settings.dropLast
        ? size / shard.worldSize()
        : (size - shard.rank() + shard.worldSize() - 1) / shard.worldSize();
  }

  /** Returns how long readers of this loader have waited for batches in all, in nanoseconds. */
  public long waitNanos() {
    return waitNanos.get();
  }

  /** Returns the broken images that were skipped so far, sorted by id, each once. */
  public List<SkippedSample> skipped() {
    return skipped.values().stream().sorted(Comparator.comparing(SkippedSample::id)).toList();
  }

  /** Returns the samples this loader reads. */
  public Dataset<T> dataset() {
    return settings.dataset;
  }

  /** Returns the transforms this loader applies. */
  public Pipeline pipeline() {
    return settings.pipeline;
  }

  /** Returns the number of images in a batch; the last one of an epoch may hold fewer. */
  public int batchSize() {
    return settings.batchSize;
  }

  int prefetch() {
    return settings.prefetch;
  }

  int height() {
    return settings.height;
  }

  int width() {
    return settings.width;
  }

  int imageBytes() {
    return 3 * settings.height * settings.width;
  }

  BatchTask<T> submit(int epoch, int number, int[] indices) {
    ByteBuffer buffer = settings.ownSizes ? null : buffer();
    BatchTask<T> task = new BatchTask<>(this, epoch, number, indices, buffer);
    try {
      for (int i = 0; i < Math.min(settings.workers, indices.length); i++) {
        workers.execute(task);
      }
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the data loader is closed", e);
    }
    return task;
  }

  private ByteBuffer buffer() {
    ByteBuffer free = buffers.poll();
    return free != null ? free : ByteBuffer.allocateDirect(settings.batchSize * imageBytes());
  }

  long seed(int epoch, int index) {
    return EpochOrder.sampleSeed(settings.seed, epoch, index);
  }

  /** Decodes and augments one sample; called by workers, who close the image. */
  RgbImage read(Sample<T> sample, int epoch, int index) {
    return settings.pipeline.read(sample.image(), seed(epoch, index));
  }

  /** Decodes and augments one sample into its slot; called by workers. */
  void write(Sample<T> sample, int epoch, int index, ByteBuffer slot) {
    try (RgbImage image = read(sample, epoch, index)) {
      if (image.height() != height() || image.width() != width()) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "the transforms (%s) gave %dx%d, the batch needs %dx%d; make the "
                    + "last one a crop or resize to that size",
                pipeline().describe(),
                image.height(),
                image.width(),
                height(),
                width()));
      }
      image.copyTo(slot);
    }
  }

  /** Rethrows the failure of a sample, or counts it where broken images are skipped. */
  void onFailure(String id, RuntimeException failure) {
    boolean broken = failure instanceof DataException;
    if (broken && settings.brokenImages == BrokenImages.SKIP) {
      skipped.putIfAbsent(id, new SkippedSample(id, failure.getMessage()));
      return;
    }
    if (broken) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s, sample %s: %s Or skip such images (--skip-broken).",
              dataset().name(),
              id,
              failure.getMessage()),
          failure);
    }
    throw failure;
  }

  void recycle(ByteBuffer buffer) {
    buffers.add(buffer);
  }

  void addWait(long nanos) {
    waitNanos.addAndGet(nanos);
  }

  /** Stops the workers and the open epoch, without waiting for images that are being decoded. */
  @Override
  public synchronized void close() {
    closed = true;
    if (open != null) {
      open.close();
    }
    workers.shutdownNow();
  }

  /**
   * The settings of a loader.
   *
   * @param <T> the type of the targets
   */
  public static final class Builder<T> {
    private final Dataset<T> dataset;
    private final Pipeline pipeline;
    private int height;
    private int width;
    private boolean ownSizes;
    private boolean groupShapes;
    private int batchSize = 1;
    private boolean shuffle;
    private long seed;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int prefetch = 3;
    private boolean dropLast;
    private BrokenImages brokenImages = BrokenImages.FAIL;
    private Shard shard = Shard.WHOLE;

    private Builder(Dataset<T> dataset, Pipeline pipeline) {
      this.dataset = Objects.requireNonNull(dataset, "dataset");
      this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    }

    private Builder(Builder<T> other) {
      this(other.dataset, other.pipeline);
      height = other.height;
      width = other.width;
      ownSizes = other.ownSizes;
      groupShapes = other.groupShapes;
      batchSize = other.batchSize;
      shuffle = other.shuffle;
      seed = other.seed;
      workers = other.workers;
      prefetch = other.prefetch;
      dropLast = other.dropLast;
      brokenImages = other.brokenImages;
      shard = other.shard;
    }

    /** Sets the size of every image of a batch, in pixels: what the pipeline must produce. */
    public Builder<T> imageSize(int height, int width) {
      this.height = positive("image height", height);
      this.width = positive("image width", width);
      return this;
    }

    /** Lets every image keep the size the pipeline gives it, in place of one size for all. */
    public Builder<T> ownSizes() {
      ownSizes = true;
      return this;
    }

    /**
     * Fills batches with samples of one {@link Dataset#group group} where it can (default false),
     * so that images of unlike shapes need less padding. The last batches hold what is left.
     */
    public Builder<T> groupShapes(boolean groupShapes) {
      this.groupShapes = groupShapes;
      return this;
    }

    /** Sets the number of images in a batch (default 1). */
    public Builder<T> batchSize(int batchSize) {
      this.batchSize = positive("batch size", batchSize);
      return this;
    }

    /** Sets whether every epoch has its own random order (default false: the dataset's order). */
    public Builder<T> shuffle(boolean shuffle) {
      this.shuffle = shuffle;
      return this;
    }

    /** Sets the seed of order and augmentation (default 0). */
    public Builder<T> seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Sets the number of worker threads (default: one for each processor). */
    public Builder<T> workers(int workers) {
      this.workers = positive("number of workers", workers);
      return this;
    }

    /** Sets how many batches may be in the making or waiting (default 3). */
    public Builder<T> prefetch(int prefetch) {
      this.prefetch = positive("prefetch", prefetch);
      return this;
    }

    /**
     * Sets whether an incomplete last batch is left out (default false). With several shards it
     * also gives every shard the same number of images, as collective training needs.
     */
    public Builder<T> dropLast(boolean dropLast) {
      this.dropLast = dropLast;
      return this;
    }

    /** Sets what happens to images that cannot be decoded (default: fail). */
    public Builder<T> brokenImages(BrokenImages brokenImages) {
      this.brokenImages = Objects.requireNonNull(brokenImages, "brokenImages");
      return this;
    }

    /** Sets the part of every epoch to read (default: all). */
    public Builder<T> shard(Shard shard) {
      this.shard = Objects.requireNonNull(shard, "shard");
      return this;
    }

    /**
     * Starts the workers.
     *
     * @return the loader; the caller closes it
     * @throws IllegalArgumentException if neither an image size nor {@link #ownSizes()} was set, or
     *     a batch exceeds 2 GiB
     * @throws DataException if an epoch would hold no batch
     */
    public DataLoader<T> build() {
      if (!ownSizes) {
        positive("image height", height);
      }
      if (3L * height * width * batchSize > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a batch of %d images of %dx%d exceeds 2 GiB; use a smaller batch",
                batchSize,
                height,
                width));
      }
      DataLoader<T> loader = new DataLoader<>(this);
      if (loader.batches() == 0) {
        loader.close();
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s (%s) gives no batch: %d samples in %d shard(s), batches of %d%s; use a"
                    + " smaller batch or more data.",
                dataset.name(),
                dataset.description(),
                dataset.size(),
                shard.worldSize(),
                batchSize,
                dropLast ? " and incomplete ones dropped" : ""));
      }
      return loader;
    }

    private static int positive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1, not " + value);
      }
      return value;
    }
  }
}
