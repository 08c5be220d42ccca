package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.finetune.box.ImageSize;
import io.finetune.image.RgbImage;
import io.finetune.kernel.DetectionKernels;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings images of any size to the size and the numbers a detector is used to, as torchvision's
 * {@code GeneralizedRCNNTransform}: normalised by ImageNet's mean and deviation, resized bilinearly
 * without antialiasing, padded by zeros to a common multiple of 32.
 *
 * @param shortSide the wanted short side of an image, pixels
 * @param longSide what its long side may reach, pixels
 * @param precision the dtype in which the network computes
 */
public record ImageResizer(int shortSide, int longSide, Precision precision) {

  /** What both sides of a batch are a multiple of. */
  public static final int DIVISOR = 32;

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  /**
   * torchvision's sizes: the short side 800, the long side at most 1333.
   *
   * @param precision the dtype in which the network computes
   * @return the resizer
   */
  public static ImageResizer standard(Precision precision) {
    return new ImageResizer(800, 1333, precision);
  }

  /**
   * Brings an image to the device as batches take it.
   *
   * @param scope the owner of the result; its device is where the image goes
   * @param image decoded; not closed
   * @param mirrored whether left and right change places
   * @return float32 (3, h, w), 0 to 1
   */
  public static NDArray picture(NDManager scope, RgbImage image, boolean mirrored) {
    Shape shape = new Shape(image.height(), image.width(), 3);
    try (NDArray pixels = scope.create(image.pixels(), shape, DataType.UINT8)) {
      return Kernels.on(scope.getDevice()).picture(scope, pixels, mirrored);
    }
  }

  /**
   * Makes a batch.
   *
   * @param scope the owner of the batch; its device is where the images are
   * @param images each float32 (3, h, w), 0 to 1; not closed
   * @return the batch; the caller closes it
   */
  public ImageBatch batch(NDManager scope, List<NDArray> images) {
    return batch(
        scope,
        images,
        images.stream().map(image -> size(image).resized(shortSide, longSide)).toList());
  }

  /**
   * Makes a batch of images in sizes of the caller's choice.
   *
   * @param scope the owner of the batch; its device is where the images are
   * @param images each float32 (3, h, w), 0 to 1; not closed
   * @param sizes the size of each image in the batch
   * @return the batch; the caller closes it
   */
  public ImageBatch batch(NDManager scope, List<NDArray> images, List<ImageSize> sizes) {
    ImageSize padded = ImageSize.padded(sizes, DIVISOR);
    DetectionKernels kernels = DetectionKernels.on(scope.getDevice());
    Shape channel = new Shape(3, 1, 1);
    Shape shape = new Shape(images.size(), 3, padded.height(), padded.width());
    try (NDArray mean = scope.create(MEAN, channel);
        NDArray std = scope.create(STD, channel);
        NDArray batch = scope.zeros(shape)) {
      for (int i = 0; i < sizes.size(); i++) {
        ImageSize to = sizes.get(i);
        kernels.placeImage(batch, images.get(i), mean, std, i, to.height(), to.width());
      }
      return new ImageBatch(ready(scope, batch), sizes);
    }
  }

  private NDArray ready(NDManager scope, NDArray batch) {
    Kernels kernels = Kernels.on(batch.getDevice());
    try (NDArray cast = kernels.cast(scope, batch, precision)) {
      return kernels.channelsLast(scope, cast);
    }
  }

  /**
   * Returns the size of an image.
   *
   * @param image float32 (3, h, w)
   * @return its height and width
   * @throws IllegalArgumentException if it is of another shape or dtype
   */
  static ImageSize size(NDArray image) {
    Shape shape = image.getShape();
    if (shape.dimension() != 3 || shape.get(0) != 3 || image.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "an image is float32 (3, height, width), got " + image.getDataType() + " " + shape);
    }
    return new ImageSize(Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)));
  }

  /**
   * Finds objects in images, with boxes in their own pixels.
   *
   * @param detector what finds them
   * @param scope the owner of what is computed on the way
   * @param images each float32 (3, h, w), 0 to 1; not closed
   * @return for each image what was found
   */
  public List<Findings> detect(Detector detector, NDManager scope, List<NDArray> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    try (ImageBatch batch = batch(scope, images)) {
      List<Findings> found = detector.detect(batch.images(), batch.sizes());
      List<Findings> own = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        own.add(found.get(i).rescaled(batch.sizes().get(i), size(images.get(i))));
      }
      return own;
    }
  }
}
