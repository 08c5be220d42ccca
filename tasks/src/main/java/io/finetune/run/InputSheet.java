package io.finetune.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.box.ImageSize;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.detection.InputSizes;
import io.finetune.image.Preprocessing;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import io.finetune.region.Box;
import io.finetune.report.ContactSheet;
import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.Overlay;
import io.finetune.train.DeviceBatch;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws a training batch as the network sees it: resized, cropped, flipped, jittered, with the
 * labels or boxes that it is to learn.
 */
final class InputSheet {

  private static final int MOST_IMAGES = 15;

  /** The longer side of a picture, pixels. */
  private static final int LARGEST = 320;

  private final List<BufferedImage> images;

  private InputSheet(DeviceBatch<?> batch, List<Float> mean, List<Float> std) {
    images = images(batch, mean, std);
  }

  /** Draws images with the names of their classes. */
  static BufferedImage ofClasses(
      DeviceBatch<Integer> batch, List<String> classes, Preprocessing preprocessing) {
    InputSheet sheet = new InputSheet(batch, preprocessing.mean(), preprocessing.std());
    List<Picture> pictures = new ArrayList<>();
    for (BufferedImage image : sheet.images) {
      String name = classes.get(batch.targets().get(pictures.size()));
      pictures.add(new Picture(fit(image, image.getWidth(), image.getHeight()), name));
    }
    return page(pictures, batch);
  }

  /** Draws images with the boxes of their objects, flipped where the image is. */
  static BufferedImage ofObjects(
      DeviceBatch<Instances> batch, List<String> classes, InputSizes sizes) {
    InputSheet sheet =
        new InputSheet(batch, Preprocessing.IMAGENET_MEAN, Preprocessing.IMAGENET_STD);
    Overlay overlay = new Overlay(classes);
    List<Picture> pictures = new ArrayList<>();
    for (BufferedImage image : sheet.images) {
      int i = pictures.size();
      Instances target = batch.targets().get(i);
      InputSizes.View view =
          sizes.train(new ImageSize(target.height(), target.width()), batch.seeds().get(i));
      // What is beyond the image's own size only makes the batch a block.
      BufferedImage canvas = fit(image, view.size().width(), view.size().height());
      overlay.draw(canvas, view.mirrored() ? mirrored(target) : boxes(target));
      pictures.add(new Picture(canvas, batch.ids().get(i)));
    }
    return page(pictures, batch);
  }

  private static BufferedImage page(List<Picture> pictures, DeviceBatch<?> batch) {
    String heading =
        String.format(
            Locale.ROOT,
            "Training inputs: %d of a batch of %d",
            pictures.size(),
            batch.ids().size());
    return new ContactSheet(List.of(new ContactSheet.Section(heading, pictures))).draw();
  }

  /** Takes the normalisation back. */
  static List<BufferedImage> images(DeviceBatch<?> batch, List<Float> mean, List<Float> std) {
    NDArray all = batch.images();
    int count = (int) Math.min(MOST_IMAGES, all.getShape().get(0));
    int height = (int) all.getShape().get(2);
    int width = (int) all.getShape().get(3);
    float[] values;
    try (NDManager scope = all.getManager().newSubManager();
        NDArray some = all.get("0:" + count);
        NDArray exact = Kernels.on(all.getDevice()).cast(scope, some, Precision.FP32)) {
      values = exact.toFloatArray();
    }
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < height * width; at++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          float value = values[(3 * i + channel) * height * width + at];
          int level = Math.round(255 * (value * std.get(channel) + mean.get(channel)));
          rgb = rgb << 8 | Math.max(0, Math.min(255, level));
        }
        image.setRGB(at % width, at / width, rgb);
      }
      images.add(image);
    }
    return images;
  }

  /** The upper left part of an image, so large that it can be looked at. */
  private static BufferedImage fit(BufferedImage image, int width, int height) {
    double scale = Math.min(5, (double) LARGEST / Math.max(width, height));
    int wide = Math.max(1, (int) Math.round(scale * width));
    int high = Math.max(1, (int) Math.round(scale * height));
    BufferedImage fitted = new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = fitted.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    pen.drawImage(image.getSubimage(0, 0, width, height), 0, 0, wide, high, null);
    pen.dispose();
    return fitted;
  }

  /** Without the masks, which are not flipped here. */
  private static Instances boxes(Instances target) {
    return with(target, target.objects().stream().map(object -> at(object, object.box())).toList());
  }

  private static Instances mirrored(Instances target) {
    return with(
        target,
        target.objects().stream()
            .map(
                object -> {
                  Box box = object.box();
                  double left = target.width() - box.x() - box.width();
                  return at(object, new Box(left, box.y(), box.width(), box.height()));
                })
            .toList());
  }

  private static Instances with(Instances target, List<Instance> objects) {
    return new Instances(target.imageId(), target.height(), target.width(), objects);
  }

  private static Instance at(Instance object, Box box) {
    return new Instance(
        object.id(), object.label(), box, object.area(), object.crowd(), Optional.empty());
  }
}
