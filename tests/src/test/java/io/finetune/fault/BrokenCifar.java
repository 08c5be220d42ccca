package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.Trees.write;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Maker;
import io.finetune.fault.BrokenInput.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** CIFAR-10's files, and its archive. */
final class BrokenCifar {

  private static final int RECORD = 3_073;
  private static final String NAMES = "cat\ndog\n";
  private static final Outcome GOOD = read("10 read; 2 read");

  private BrokenCifar() {}

  private static byte[] records(int... labels) {
    byte[] all = new byte[RECORD * labels.length];
    for (int i = 0; i < labels.length; i++) {
      all[i * RECORD] = (byte) labels[i];
    }
    return all;
  }

  private static BrokenInput with(String name, String file, byte[] content, Outcome outcome) {
    Maker maker =
        root -> {
          for (int i = 1; i <= 5; i++) {
            write(root, "data_batch_" + i + ".bin", records(0, 1));
          }
          write(root, "test_batch.bin", records(1, 0));
          write(root, "batches.meta.txt", NAMES);
          write(root, file, content);
        };
    return new BrokenInput(Category.CIFAR, name, maker, Trees.classes("cifar10"), outcome);
  }

  private static BrokenInput archive(String name, byte[] content, String problem) {
    Maker maker = root -> write(root, "cifar-10-binary.tar.gz", content);
    return new BrokenInput(Category.CIFAR, name, maker, Trees.classes("cifar10"), refused(problem));
  }

  static List<BrokenInput> all() {
    String batch = "data_batch_3.bin";
    String names = "batches.meta.txt";
    byte[] small = tar("a/data_batch_1.bin", 10);
    byte[] twice = Bytes.join(small, small, new byte[1_024]);
    return List.of(
        with("as it should be", batch, records(1, 1), GOOD),
        with(
            "a batch cut off", batch, Bytes.cut(records(0, 1), 0.7), refused("no whole number of")),
        with(
            "a label past the end",
            batch,
            records(0, 2),
            refused("Record 5 of .* has label 2, but there are 2 classes")),
        with("a label of 255", "test_batch.bin", records(0, 255), refused("has label 255")),
        with("an empty part", "test_batch.bin", new byte[0], refused("holds 0 bytes")),
        with("no names", names, new byte[0], refused("has label 0, but there are 0 classes")),
        with("names with a mark and CR LF", names, Bytes.text("\uFEFFcat\r\ndog\r\n"), GOOD),
        with("names in UTF-16", names, NAMES.getBytes(StandardCharsets.UTF_16), GOOD),
        with("names that are no text", names, Bytes.of(0xFF, 0xD8, 0xFF), refused("is no text")),
        with("a name twice", names, Bytes.text("cat\ncat\n"), refused("names a class twice")),
        archive("an empty archive", gzip(new byte[1_024]), "cifar-10-binary.tar.gz"),
        archive("an archive that is none", Bytes.text("<html>"), "cannot be read"),
        archive("an archive cut off", Bytes.cut(gzip(tar("x", 5_000)), 0.5), "cannot be read"),
        archive(
            "a file of 8 GB",
            gzip(tar("data_batch_1.bin", 0777_7777_7777L)),
            "it holds more than 268435456 bytes"),
        archive("a file twice", gzip(twice), "it holds two files data_batch_1.bin"));
  }

  /** The header of a file in an archive, and at most 10,000 bytes of it. */
  private static byte[] tar(String name, long size) {
    byte[] header = Bytes.put(new byte[512], 0, Bytes.text(name));
    header = Bytes.put(header, 100, Bytes.text("0000644\u00000000000\u00000000000\0"));
    header = Bytes.put(header, 124, Bytes.text(String.format(Locale.ROOT, "%011o", size)));
    header = Bytes.put(header, 136, Bytes.text("00000000000\0        0"));
    header = Bytes.put(header, 257, Bytes.text("ustar\u000000"));
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    header = Bytes.put(header, 148, Bytes.text(String.format(Locale.ROOT, "%06o\0 ", sum)));
    int stored = (int) Math.min(10_000, size);
    return Bytes.join(header, new byte[(stored + 511) / 512 * 512]);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return packed.toByteArray();
  }
}
