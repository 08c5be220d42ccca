package io.finetune.data;

import io.finetune.DataException;
import io.finetune.image.ImageSource.PixelLayout;
import io.finetune.image.ImageSource.RgbPixels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Images in the binary layout of CIFAR: records of one or two label bytes and 3072 bytes of pixels
 * (32x32, all red, all green, all blue). Held in memory as read.
 */
final class CifarDataset implements Dataset<Integer> {

  static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;

  private final String name;
  private final String description;
  private final List<String> classes;
  private final byte[] records;
  private final int labelBytes;
  private final int[] positions;
  private final int[] labels;

  private CifarDataset(
      String name,
      String description,
      List<String> classes,
      byte[] records,
      int labelBytes,
      int[] positions,
      int[] labels) {
    this.name = name;
    this.description = description;
    this.classes = List.copyOf(classes);
    this.records = records;
    this.labelBytes = labelBytes;
    this.positions = positions;
    this.labels = labels;
  }

  /**
   * Reads records.
   *
   * @param name short name of the dataset
   * @param description where from, which split
   * @param classes names of the labels, the last label byte of a record being an index into them
   * @param records the content of the file
   * @param labelBytes label bytes before the pixels: 1 in CIFAR-10, 2 in CIFAR-100
   * @throws DataException if the file is empty, torn, or a label is out of range
   */
  static CifarDataset of(
      String name, String description, List<String> classes, byte[] records, int labelBytes) {
    int length = labelBytes + PIXELS;
    int count = records.length / length;
    if (count == 0 || records.length % length != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds %d bytes, which is no whole number of records of %d bytes; fetch it again.",
              description,
              records.length,
              length));
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = records[i * length + labelBytes - 1] & 0xFF;
      if (labels[i] >= classes.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Record %d of %s has label %d, but there are %d classes (0 to %d); fetch it again.",
                i,
                description,
                labels[i],
                classes.size(),
                classes.size() - 1));
      }
    }
    int[] positions = IntStream.range(0, count).toArray();
    return new CifarDataset(name, description, classes, records, labelBytes, positions, labels);
  }

  /**
   * Keeps some classes only and numbers them anew, in the given order.
   *
   * @param newName short name of the selection
   * @param kept names of the classes to keep
   */
  CifarDataset select(String newName, List<String> kept) {
    int[] relabel = classes.stream().mapToInt(kept::indexOf).toArray();
    int[] rows = IntStream.range(0, size()).filter(row -> relabel[labels[row]] >= 0).toArray();
    return new CifarDataset(
        newName,
        String.format(
            Locale.ROOT, "%s, %d of its %d classes", description, kept.size(), classes.size()),
        kept,
        records,
        labelBytes,
        Arrays.stream(rows).map(row -> positions[row]).toArray(),
        Arrays.stream(rows).map(row -> relabel[labels[row]]).toArray());
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Sample<Integer> get(int index) {
    int offset = positions[index] * (labelBytes + PIXELS) + labelBytes;
    return new Sample<>(
        "record " + positions[index],
        new RgbPixels(SIDE, SIDE, records, offset, PixelLayout.CHW),
        labels[index]);
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
    return description;
  }
}
