package io.finetune.report;

import io.finetune.DataException;
import io.finetune.data.Dataset;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.region.Rle;
import io.finetune.region.Segmentation;
import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.ContactSheet.Section;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Samples of a dataset for a {@link ContactSheet}, chosen by a seed. */
public final class SampleSheet {

  /** The side of a cell, pixels: large enough for labels, small enough for four on a screen. */
  private static final int CELL = 420;

  private static final int BROKEN = 160;

  private SampleSheet() {}

  /**
   * Shows images with the names of their classes below.
   *
   * @param part what to call these samples, such as {@code train}
   * @param dataset the samples
   * @param samples how many to show
   * @param seed chooses them
   * @throws io.finetune.FinetuneException if this JVM has no font to write with
   */
  public static Section classes(String part, Dataset<Integer> dataset, int samples, long seed) {
    return section(
        part,
        dataset,
        chosen(dataset.size(), samples, seed),
        (canvas, target) -> {},
        sample -> dataset.classes().get(sample.target()) + " \u00b7 " + sample.id());
  }

  /**
   * Shows images with their objects drawn on them.
   *
   * @param part what to call these samples, such as {@code train}
   * @param dataset the samples
   * @param samples how many to show
   * @param seed chooses them
   * @throws io.finetune.FinetuneException if this JVM has no font to write with
   */
  public static Section objects(String part, Dataset<Instances> dataset, int samples, long seed) {
    Overlay overlay = new Overlay(dataset.classes());
    return section(
        part,
        dataset,
        chosen(dataset.size(), samples, seed),
        (canvas, target) -> overlay.draw(canvas, drawable(target)),
        Sample::id);
  }

  private static <T> Section section(
      String part,
      Dataset<T> dataset,
      int[] chosen,
      BiConsumer<BufferedImage, T> overlay,
      Function<Sample<T>, String> caption) {
    Lettering.require();
    List<Picture> pictures = new ArrayList<>();
    for (int index : chosen) {
      pictures.add(picture(dataset, index, overlay, caption));
    }
    String heading =
        String.format(
            Locale.ROOT,
            "%s, %s: %d of %d images",
            dataset.name(),
            part,
            chosen.length,
            dataset.size());
    return new Section(heading, pictures);
  }

  private static <T> Picture picture(
      Dataset<T> dataset,
      int index,
      BiConsumer<BufferedImage, T> overlay,
      Function<Sample<T>, String> caption) {
    String name = "image number " + index;
    try {
      Sample<T> sample = dataset.get(index);
      name = caption.apply(sample);
      BufferedImage canvas = Pictures.fit(sample.image(), CELL, CELL);
      overlay.accept(canvas, sample.target());
      return new Picture(canvas, name);
    } catch (DataException e) {
      return new Picture(broken(), name); // the check beside this sheet says what is wrong
    }
  }

  /** Leaves out masks of another size than the image, which cannot be drawn on it. */
  private static Instances drawable(Instances target) {
    List<Instance> objects =
        target.objects().stream()
            .map(
                object ->
                    new Instance(
                        object.id(),
                        object.label(),
                        object.box(),
                        object.area(),
                        object.crowd(),
                        object.segmentation().filter(shape -> fits(shape, target))))
            .toList();
    return new Instances(target.imageId(), target.height(), target.width(), objects);
  }

  private static boolean fits(Segmentation shape, Instances image) {
    return !(shape instanceof Rle mask)
        || (mask.height() == image.height() && mask.width() == image.width());
  }

  private static BufferedImage broken() {
    BufferedImage canvas = new BufferedImage(BROKEN, BROKEN, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = Lettering.smooth(canvas.createGraphics());
    graphics.setColor(new Color(0x3C3C3C));
    graphics.fillRect(0, 0, BROKEN, BROKEN);
    graphics.setColor(Color.WHITE);
    graphics.setFont(Lettering.font(13, Font.BOLD));
    String text = "cannot be read";
    graphics.drawString(
        text, (BROKEN - graphics.getFontMetrics().stringWidth(text)) / 2, BROKEN / 2);
    graphics.dispose();
    return canvas;
  }

  private static int[] chosen(int size, int samples, long seed) {
    return new Random(seed)
        .ints(0, size)
        .distinct()
        .limit(Math.min(size, samples))
        .sorted()
        .toArray();
  }
}
