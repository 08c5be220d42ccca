package io.finetune.benchmark;

import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random pixels and labels of a fixed seed; the images overlap in one small array. */
final class SyntheticImages implements Dataset<Integer> {

  private static final int STRIDE = 3;

  private final int count;
  private final int side;
  private final int classes;
  private final byte[] pixels;

  SyntheticImages(int count, int side, int classes) {
    this.count = count;
    this.side = side;
    this.classes = classes;
    pixels = new byte[3 * side * side + STRIDE * classes];
    new Random(0).nextBytes(pixels);
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Sample<Integer> get(int index) {
    int label = index % classes;
    return new Sample<>(
        "synthetic image " + index,
        new RgbPixels(side, side, pixels, STRIDE * label, PixelLayout.HWC),
        label);
  }

  @Override
  public List<String> classes() {
    return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  @Override
  public String name() {
    return "synthetic";
  }

  @Override
  public String description() {
    return count + " images of random pixels";
  }
}
