package io.finetune.benchmark;

import io.finetune.data.Dataset;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A few images by formula, over and over: eight objects each, every second an ellipse. {@code
 * peers/detection_step.py} makes the same, pixel by pixel.
 */
final class SyntheticScenes implements Dataset<Instances> {

  /** COCO's, as torchvision's detectors have them. */
  static final int CLASSES = 90;

  private static final int ROWS = 2;
  private static final int COLUMNS = 4;

  private final int count;
  private final List<Sample<Instances>> scenes;

  /**
   * @param count images of an epoch
   * @param distinct how many of them differ
   */
  SyntheticScenes(int count, int distinct, int height, int width) {
    this.count = count;
    scenes = IntStream.range(0, distinct).mapToObj(k -> scene(k, height, width)).toList();
  }

  private static Sample<Instances> scene(int k, int height, int width) {
    List<Instance> objects = new ArrayList<>();
    for (int j = 0; j < ROWS * COLUMNS; j++) {
      Box box = box(k, j, height, width);
      Rle mask = mask(box, j % 2 == 1, height, width);
      int label = (7 * j + 13 * k) % CLASSES;
      objects.add(new Instance(j + 1L, label, box, mask.area(), false, Optional.of(mask)));
    }
    return new Sample<>(
        "synthetic image " + k,
        new RgbPixels(height, width, pixels(k, height, width), 0, PixelLayout.HWC),
        new Instances(k, height, width, objects));
  }

  /** Each object has a cell of its own, of which it fills a part. */
  private static Box box(int k, int j, int height, int width) {
    int cellWidth = width / COLUMNS;
    int cellHeight = height / ROWS;
    int x = cellWidth / 2 + cellWidth * (j % COLUMNS);
    int y = cellHeight / 2 + cellHeight * (j / COLUMNS);
    int halfWidth = cellWidth * (3 + (3 * j + k) % 7) / 20;
    int halfHeight = cellHeight * (3 + (5 * j + k) % 7) / 20;
    return Box.ofCorners(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight);
  }

  /** The whole box, or the ellipse inside it. */
  private static Rle mask(Box box, boolean ellipse, int height, int width) {
    double cx = (box.x() + box.x2()) / 2;
    double cy = (box.y() + box.y2()) / 2;
    double rx = ellipse ? box.width() / 2 : Double.POSITIVE_INFINITY;
    double ry = ellipse ? box.height() / 2 : Double.POSITIVE_INFINITY;
    byte[] pixels = new byte[height * width];
    for (int y = (int) box.y(); y < box.y2(); y++) {
      for (int x = (int) box.x(); x < box.x2(); x++) {
        double dx = (x + 0.5 - cx) / rx;
        double dy = (y + 0.5 - cy) / ry;
        pixels[y * width + x] = (byte) (dx * dx + dy * dy <= 1 ? 1 : 0);
      }
    }
    return Rle.encode(height, width, pixels);
  }

  private static byte[] pixels(int k, int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    int i = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[i++] = (byte) (x * (3 + c) + y * (7 - c) + ((x * y) >> 4) + 53 * k);
        }
      }
    }
    return pixels;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Sample<Instances> get(int index) {
    return scenes.get(index % scenes.size());
  }

  @Override
  public List<String> classes() {
    return IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
  }

  @Override
  public String name() {
    return "synthetic scenes";
  }

  @Override
  public String description() {
    return count + " images by formula";
  }
}
