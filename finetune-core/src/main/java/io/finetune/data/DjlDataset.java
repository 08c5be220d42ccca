package io.finetune.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.translate.TranslateException;
import io.finetune.DataException;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A DJL dataset of images and class labels, made trainable here.
 *
 * <p>Each record must hold one image, {@code (H, W, 3)}, {@code (3, H, W)}, or gray as {@code (H,
 * W, 1)}, {@code (1, H, W)} or {@code (H, W)}, and one label in {@code [0, classes)}. Build the DJL
 * dataset without transforms of its own: decoding and augmentation are the {@link DataLoader}'s.
 *
 * <pre>{@code
 * ImageFolder folder = ImageFolder.builder()
 *     .setRepositoryPath(path).setSampling(1, false).build();
 * Dataset<Integer> dataset = DjlDataset.of("mine", folder, folder.getSynset());
 * }</pre>
 */
public final class DjlDataset implements Dataset<Integer> {

  private final String name;
  private final RandomAccessDataset records;
  private final int size;
  private final List<String> classes;
  private final OptionalDouble maxValue;

  private DjlDataset(
      String name, RandomAccessDataset records, List<String> classes, OptionalDouble maxValue) {
    this.name = name;
    this.records = records;
    this.classes = List.copyOf(classes);
    this.maxValue = maxValue;
    try {
      records.prepare();
    } catch (IOException | TranslateException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: the DJL dataset %s cannot be prepared (%s).",
              name,
              records.getClass().getName(),
              e),
          e);
    }
    this.size = Math.toIntExact(records.size());
  }

  /**
   * Adapts a dataset whose images are uint8.
   *
   * @param name short name
   * @param records the DJL dataset; it is prepared here
   * @param classes names of the labels
   * @throws DataException if the dataset cannot be prepared
   */
  public static DjlDataset of(String name, RandomAccessDataset records, List<String> classes) {
    return new DjlDataset(name, records, classes, OptionalDouble.empty());
  }

  /**
   * Adapts a dataset whose images are of any numeric type, with values from 0 to a maximum.
   *
   * @param maxValue the value of white: 1 after DJL's {@code ToTensor}, 255 for plain pixels
   * @see #of(String, RandomAccessDataset, List)
   */
  public static DjlDataset of(
      String name, RandomAccessDataset records, List<String> classes, double maxValue) {
    if (!(maxValue > 0)) {
      throw new IllegalArgumentException("the value of white must be above 0, not " + maxValue);
    }
    return new DjlDataset(name, records, classes, OptionalDouble.of(maxValue));
  }

  @Override
  public int size() {
    return size;
  }

  /**
   * Reads a record; unlike files it comes with its pixels.
   *
   * @throws DataException if the record cannot be read or is no image with a label in range
   */
  @Override
  public Sample<Integer> get(int index) {
    String id = "record " + index;
    try (NDManager manager = NDManager.newBaseManager()) {
      Record record = records.get(manager, index);
      return new Sample<>(id, image(id, record.getData()), label(id, record.getLabels()));
    } catch (IOException e) {
      throw new DataException(
          String.format(Locale.ROOT, "%s of %s cannot be read (%s).", id, description(), e), e);
    }
  }

  private RgbPixels image(String id, NDList data) {
    Shape shape = data.isEmpty() ? new Shape() : data.get(0).getShape();
    int rank = shape.dimension();
    boolean last = rank == 3 && isChannels(shape.get(2));
    boolean first = rank == 3 && !last && isChannels(shape.get(0));
    if (data.size() != 1 || !(rank == 2 || last || first)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s of %s holds %s, not one image (H, W, 3), (3, H, W) or gray.",
              id,
              description(),
              data));
    }
    int height = (int) shape.get(first ? 1 : 0);
    int width = (int) shape.get(first ? 2 : 1);
    byte[] pixels = bytes(id, data.get(0));
    if (pixels.length == height * width) {
      byte[] gray = pixels;
      pixels = new byte[3 * gray.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = gray[i / 3];
      }
      return new RgbPixels(height, width, pixels, 0, PixelLayout.HWC);
    }
    return new RgbPixels(height, width, pixels, 0, first ? PixelLayout.CHW : PixelLayout.HWC);
  }

  private static boolean isChannels(long length) {
    return length == 3 || length == 1;
  }

  private byte[] bytes(String id, NDArray image) {
    if (maxValue.isEmpty()) {
      if (image.getDataType() != DataType.UINT8) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s of %s is of type %s, not uint8; say which value is white (1 or 255).",
                id,
                description(),
                image.getDataType()));
      }
      return image.toByteArray();
    }
    float[] values = image.toType(DataType.FLOAT32, false).toFloatArray();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= maxValue.getAsDouble())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s of %s has the value %s, outside 0 to %s; leave normalising to the loader.",
                id,
                description(),
                values[i],
                maxValue.getAsDouble()));
      }
      bytes[i] = (byte) Math.rint(values[i] * 255 / maxValue.getAsDouble());
    }
    return bytes;
  }

  private int label(String id, NDList labels) {
    if (labels.size() != 1 || labels.get(0).size() != 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s of %s holds the labels %s, not one class.",
              id,
              description(),
              labels));
    }
    double label = labels.get(0).toType(DataType.FLOAT64, false).toDoubleArray()[0];
    if (label != Math.rint(label) || label < 0 || label >= classes.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s of %s has label %s, but there are %d classes (0 to %d).",
              id,
              description(),
              label,
              classes.size(),
              classes.size() - 1));
    }
    return (int) label;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "the DJL dataset " + records.getClass().getSimpleName() + " \"" + name + "\"";
  }
}
