package io.finetune.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.data.BatchIterator;
import io.finetune.image.RgbImage;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import io.finetune.report.ContactSheet;
import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.ContactSheet.Section;
import io.finetune.report.Pictures;
import io.finetune.summary.MemoryEstimate;
import io.finetune.summary.ModelSummary;
import io.finetune.summary.NetworkPlan;
import io.finetune.train.DeviceBatch;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run up to its first step: the first batches as the network would see them, turned back into
 * pictures, and the network in numbers.
 */
final class Rehearsal<T> {

  private static final int BATCHES = 2;
  private static final int MOST_PICTURES = 24;

  /** Sides of a picture in cells: small where there are many, legible where there are few. */
  private static final int SMALL = 280;

  private static final int LARGE = 560;
  private static final int FEW = 4;

  private final Choices choices;
  private final Device device;
  private final Precision precision;
  private final Assembly<T> assembly;
  private final Stage<T> stage;
  private Shape largest = new Shape(0);

  /**
   * What of a rehearsal depends on what is learned.
   *
   * @param <T> the type of a sample's target
   */
  interface Stage<T> {

    /** What the network is built of. */
    NetworkPlan plan();

    /** What was taken out of the channels, in units of the full range. */
    List<Float> mean();

    /** What they were divided by. */
    List<Float> std();

    /**
     * Draws a sample.
     *
     * @param image as the network sees it
     * @param target what it shows
     * @param seed of the sample
     * @param side the most pixels of a side
     */
    BufferedImage draw(RgbImage image, T target, long seed, int side);

    /** What to write below it. */
    String caption(T target);
  }

  Rehearsal(Choices choices, Device device, Precision precision, Assembly<T> assembly) {
    this.choices = choices;
    this.device = device;
    this.precision = precision;
    this.assembly = assembly;
    stage = assembly.stage();
  }

  /** Draws the batches, and adds up the rest. */
  Preview perform(RunPlan plan, Path picture) {
    List<Section> sections = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        BatchIterator<T> batches = assembly.train().batches().epoch(0)) {
      while (sections.size() < BATCHES && batches.hasNext()) {
        try (NDManager scope = manager.newSubManager()) {
          DeviceBatch<T> batch = assembly.train().intake().apply(scope, batches.next());
          sections.add(section(sections.size() + 1, batch));
        }
      }
    }
    Pictures.write(new ContactSheet(sections).draw(), picture);
    MemoryEstimate memory =
        MemoryEstimate.of(
            assembly.network(),
            stage.plan(),
            largest,
            Sources.style(choices),
            precision,
            Updates.states(choices));
    return new Preview(
        plan,
        ModelSummary.of(assembly.network(), stage.plan(), largest),
        memory,
        picture.toAbsolutePath().normalize());
  }

  private Section section(int number, DeviceBatch<T> batch) {
    NDArray images = batch.images();
    if (images.getShape().size() > largest.size()) {
      largest = images.getShape();
    }
    int shown = Math.min(MOST_PICTURES, batch.ids().size());
    List<Picture> pictures = new ArrayList<>();
    Kernels kernels = Kernels.on(device);
    try (NDArray exact = kernels.cast(images.getManager(), images, Precision.FP32)) {
      for (int i = 0; i < shown; i++) {
        pictures.add(picture(exact, i, batch));
      }
    }
    return new Section(
        String.format(
            Locale.ROOT,
            "batch %d, %s: %d of %d images",
            number,
            images.getShape(),
            shown,
            batch.ids().size()),
        pictures);
  }

  private Picture picture(NDArray images, int index, DeviceBatch<T> batch) {
    int height = (int) images.getShape().get(2);
    int width = (int) images.getShape().get(3);
    float[] values;
    try (NDArray own = images.get(index)) {
      values = own.toFloatArray();
    }
    T target = batch.targets().get(index);
    int side = batch.ids().size() > FEW ? SMALL : LARGE;
    try (RgbImage image = RgbImage.of(height, width, pixels(values, height * width))) {
      BufferedImage drawn = stage.draw(image, target, batch.seeds().get(index), side);
      String id = batch.ids().get(index);
      String name = id.substring(id.replace('\\', '/').lastIndexOf('/') + 1);
      String caption = stage.caption(target);
      return new Picture(drawn, caption.isEmpty() ? name : caption + " \u00b7 " + name);
    }
  }

  /** Undoes the normalisation: (3, H, W) to rows of red, green, blue. */
  private byte[] pixels(float[] values, int plane) {
    byte[] pixels = new byte[3 * plane];
    for (int channel = 0; channel < 3; channel++) {
      float std = stage.std().get(channel);
      float mean = stage.mean().get(channel);
      for (int i = 0; i < plane; i++) {
        float value = 255 * (values[channel * plane + i] * std + mean);
        pixels[3 * i + channel] = (byte) Math.max(0, Math.min(255, Math.round(value)));
      }
    }
    return pixels;
  }
}
