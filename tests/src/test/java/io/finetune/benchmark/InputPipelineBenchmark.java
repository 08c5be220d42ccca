package io.finetune.benchmark;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import io.finetune.data.Batch;
import io.finetune.data.BatchIterator;
import io.finetune.data.DataLoader;
import io.finetune.image.HorizontalFlip;
import io.finetune.image.Pipeline;
import io.finetune.image.RandomResizedCrop;
import io.finetune.kernel.Precision;
import io.finetune.train.Normalizer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times the way from JPEG files to normalised float32 batches: decode, random resized crop, flip,
 * batch, normalise. The counterpart of {@code peers/input_pipeline.py}, which does the same.
 */
@Command(name = "InputPipelineBenchmark", mixinStandardHelpOptions = true)
final class InputPipelineBenchmark implements Callable<Integer> {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  @Option(names = "--folder", required = true, description = "a folder of class folders")
  private Path folder;

  @Option(names = "--workers", defaultValue = "2")
  private int workers;

  @Option(names = "--batch", defaultValue = "64")
  private int batch;

  @Option(names = "--size", defaultValue = "224")
  private int size;

  @Option(names = "--epochs", defaultValue = "5")
  private int epochs;

  @Option(names = "--repeat", defaultValue = "1", description = "passes over the folder per epoch")
  private int repeat;

  @Option(names = "--pixels-only", description = "leave out the normalisation")
  private boolean pixelsOnly;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new InputPipelineBenchmark()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline = Pipeline.of(new RandomResizedCrop(size), new HorizontalFlip(0.5));
    List<Double> rates = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    FolderImages images = new FolderImages(folder, repeat);
    try (NDManager scope = NDManager.newBaseManager("PyTorch");
        Normalizer normalizer = new Normalizer(Device.cpu(), MEAN, STD, Precision.FP32);
        DataLoader<Integer> loader =
            DataLoader.builder(images, pipeline)
                .imageSize(size, size)
                .batchSize(batch)
                .shuffle(true)
                .workers(workers)
                .build()) {
      for (int epoch = 0; epoch <= epochs; epoch++) {
        long start = System.nanoTime();
        long busy = process.getProcessCpuTime();
        int read = read(loader, epoch, scope, normalizer);
        // The first epoch compiles, loads libraries and fills the page cache.
        if (epoch > 0) {
          rates.add(read / ((System.nanoTime() - start) / 1e9));
          cpu.add((process.getProcessCpuTime() - busy) / 1e6 / read);
        }
      }
    }
    report(images.size(), rates, cpu);
    return 0;
  }

  private int read(
      DataLoader<Integer> loader, int epoch, NDManager manager, Normalizer normalizer) {
    int images = 0;
    try (BatchIterator<Integer> batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        try (NDManager scope = manager.newSubManager();
            Batch<Integer> next = batches.next()) {
          images += next.size();
          if (!pixelsOnly) {
            normalizer.apply(scope, next);
          }
        }
      }
    }
    return images;
  }

  private void report(int images, List<Double> rates, List<Double> cpu) {
    new Measurement()
        .with("benchmark", "input_pipeline")
        .with("peer", "finetune")
        .with("images", images)
        .with("batch", batch)
        .with("size", size)
        .with("workers", workers)
        .with("epochs", epochs)
        .with("normalized", !pixelsOnly)
        .with("images_per_second", Measurement.median(rates))
        .with("min_images_per_second", Measurement.min(rates))
        .with("max_images_per_second", Measurement.max(rates))
        .with("cpu_ms_per_image", Measurement.median(cpu))
        .print();
  }
}
