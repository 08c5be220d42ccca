package io.finetune.data;

import io.finetune.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Reads CIFAR-10 and CIFAR-100 (Krizhevsky 2009) and the two parts of CIFAR-100 this toolkit trains
 * and fine-tunes on.
 */
final class Cifar {

  /** The classes of {@code cifar100_fine}: the five trees and the five flowers of CIFAR-100. */
  static final List<String> FINE_CLASSES =
      List.of(
          "maple_tree",
          "oak_tree",
          "orchid",
          "palm_tree",
          "pine_tree",
          "poppy",
          "rose",
          "sunflower",
          "tulip",
          "willow_tree");

  private static final String FINE_NAMES = "fine_label_names.txt";
  private static final int CIFAR10_LABELS = 1;
  private static final int CIFAR100_LABELS = 2;

  private Cifar() {}

  static Split<Integer> cifar10(DatasetOptions options) {
    CifarFiles files = CifarFiles.open("cifar10", options, "cifar-10-batches-bin");
    List<String> classes = names("cifar10", "batches.meta.txt", files.read("batches.meta.txt"));
    ByteArrayOutputStream train = new ByteArrayOutputStream();
    for (int i = 1; i <= 5; i++) {
      train.writeBytes(files.read("data_batch_" + i + ".bin"));
    }
    return new Split<>(
        CifarDataset.of(
            "cifar10",
            files.place() + ", data_batch_1..5.bin",
            classes,
            train.toByteArray(),
            CIFAR10_LABELS),
        CifarDataset.of(
            "cifar10",
            files.place() + ", test_batch.bin",
            classes,
            files.read("test_batch.bin"),
            CIFAR10_LABELS));
  }

  static Split<Integer> cifar100(DatasetOptions options) {
    CifarFiles files = CifarFiles.open("cifar100", options, "cifar-100-binary");
    List<String> classes = names("cifar100", FINE_NAMES, files.read(FINE_NAMES));
    return new Split<>(
        cifar100(files.place() + ", train.bin", classes, files.read("train.bin")),
        cifar100(files.place() + ", test.bin", classes, files.read("test.bin")));
  }

  /** The 90 classes of CIFAR-100 that are not in {@code cifar100_fine}, in CIFAR-100's order. */
  static Split<Integer> cifar100Rest(DatasetOptions options) {
    Split<Integer> all = cifar100(options);
    List<String> kept =
        all.train().classes().stream().filter(Predicate.not(FINE_CLASSES::contains)).toList();
    return select(all, "cifar100_rest", kept);
  }

  /** The ten fine-grained classes, from the sample that ships with the toolkit. */
  static Split<Integer> cifar100Fine(DatasetOptions options) {
    List<String> classes = names("cifar100_fine", FINE_NAMES, resource(FINE_NAMES));
    Split<Integer> shipped =
        new Split<>(
            cifar100("the shipped cifar100_fine/train.bin", classes, resource("train.bin")),
            cifar100("the shipped cifar100_fine/test.bin", classes, resource("test.bin")));
    return select(shipped, "cifar100_fine", FINE_CLASSES);
  }

  private static CifarDataset cifar100(String description, List<String> classes, byte[] records) {
    return CifarDataset.of("cifar100", description, classes, records, CIFAR100_LABELS);
  }

  private static Split<Integer> select(Split<Integer> split, String name, List<String> kept) {
    return new Split<>(
        ((CifarDataset) split.train()).select(name, kept),
        ((CifarDataset) split.test()).select(name, kept));
  }

  private static byte[] resource(String file) {
    String path = "cifar100_fine/" + file;
    try (InputStream stream = Cifar.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "The shipped file io/finetune/data/%s is missing from the class "
                    + "path; build the project again.",
                path));
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(String dataset, String file, byte[] text) {
    List<String> names = TextFile.lines(dataset, file, text);
    if (new HashSet<>(names).size() < names.size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: %s names a class twice among %d; fetch it again.",
              dataset,
              file,
              names.size()));
    }
    return names;
  }
}
