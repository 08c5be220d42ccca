package io.finetune.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Cuts the shipped sample {@code cifar100_fine} out of CIFAR-100: of each of the ten classes the
 * first 50 records of {@code train.bin} and the first 40 of {@code test.bin}, in file order.
 *
 * <p>Arguments: the extracted folder {@code cifar-100-binary}, and the folder to write to.
 */
final class CutCifar100Fine {

  private static final int RECORD = 2 + 3072;

  private CutCifar100Fine() {}

  /** Runs the cut. */
  public static void main(String[] args) throws IOException {
    Path from = Path.of(args[0]);
    Path to = Path.of(args[1]);
    List<String> names = Files.readAllLines(from.resolve("fine_label_names.txt"));
    Files.write(to.resolve("train.bin"), cut(from.resolve("train.bin"), names, 50));
    Files.write(to.resolve("test.bin"), cut(from.resolve("test.bin"), names, 40));
    Files.copy(from.resolve("fine_label_names.txt"), to.resolve("fine_label_names.txt"));
  }

  private static byte[] cut(Path file, List<String> names, int perClass) throws IOException {
    byte[] records = Files.readAllBytes(file);
    int[] taken = new int[names.size()];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < records.length; at += RECORD) {
      int label = records[at + 1];
      if (Cifar.FINE_CLASSES.contains(names.get(label)) && taken[label] < perClass) {
        taken[label]++;
        out.write(records, at, RECORD);
      }
    }
    return out.toByteArray();
  }
}
