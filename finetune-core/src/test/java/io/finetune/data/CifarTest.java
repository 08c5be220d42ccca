package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {

  @TempDir Path root;

  /** Records of constant pixels, the given label bytes before each. */
  private static byte[] records(int labelBytes, int... labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int label : labels) {
      out.writeBytes(labelBytes == 2 ? new byte[] {19, (byte) label} : new byte[] {(byte) label});
      out.writeBytes(new byte[3072]);
    }
    return out.toByteArray();
  }

  private static long[] counts(Dataset<Integer> dataset) {
    return IntStream.range(0, dataset.classes().size())
        .mapToLong(
            label ->
                IntStream.range(0, dataset.size())
                    .filter(i -> dataset.get(i).target() == label)
                    .count())
        .toArray();
  }

  @Test
  void theShippedSampleHoldsFiftyAndFortyOfEveryClass() {
    Split<Integer> split = Datasets.open("cifar100_fine", DatasetOptions.shipped());
    assertEquals(10, split.train().classes().size());
    assertEquals("maple_tree", split.train().classes().get(0));
    assertTrue(IntStream.range(0, 10).allMatch(i -> counts(split.train())[i] == 50));
    assertTrue(IntStream.range(0, 10).allMatch(i -> counts(split.test())[i] == 40));
  }

  @Test
  void theArchiveReadsAsTheFolderDoes() throws IOException {
    List<String> names = IntStream.range(0, 3).mapToObj(i -> "class" + i).toList();
    try (OutputStream file = Files.newOutputStream(root.resolve("cifar-100-binary.tar.gz"));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(file))) {
      put(tar, "train.bin", records(2, 0, 1, 2, 1));
      put(tar, "test.bin", records(2, 2, 0, 1));
      put(tar, "fine_label_names.txt", String.join("\n", names).getBytes(StandardCharsets.UTF_8));
    }
    Split<Integer> split = Datasets.open("cifar100", DatasetOptions.of(root));
    assertEquals(names, split.train().classes());
    assertEquals(4, split.train().size());
    assertEquals(1, split.train().get(3).target());
    assertEquals(2, split.test().get(0).target());
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("cifar-100-binary/" + name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  @Test
  void cifar10ReadsItsFiveFiles() throws IOException {
    Path folder = Files.createDirectories(root.resolve("cifar-10-batches-bin"));
    Files.writeString(folder.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), records(1, i % 2, 0));
    }
    Files.write(folder.resolve("test_batch.bin"), records(1, 1));
    Split<Integer> split = Datasets.open("cifar10", DatasetOptions.of(root));
    assertEquals(10, split.train().size());
    assertEquals(1, split.train().get(4).target());
    assertEquals(List.of("airplane", "automobile"), split.test().classes());
  }

  @Test
  void damagedRecordsAreRefused() {
    List<String> two = List.of("a", "b");
    byte[] torn = new byte[3073 * 2 - 1];
    assertTrue(
        assertThrows(DataException.class, () -> CifarDataset.of("c", "file x", two, torn, 1))
            .getMessage()
            .contains("file x holds 6145 bytes"));
    DataException label =
        assertThrows(
            DataException.class, () -> CifarDataset.of("c", "file x", two, records(1, 0, 2), 1));
    assertTrue(label.getMessage().contains("Record 1 of file x has label 2"), label.getMessage());
  }

  @Test
  @Tag("shared")
  void realCifar100SplitsIntoTheTenAndTheNinety() {
    Path data = Path.of(System.getProperty("finetune.shared", "../../shared")).resolve("data");
    assumeTrue(Files.isDirectory(data), "the archive is not here: " + data);
    Split<Integer> rest = Datasets.open("cifar100_rest", DatasetOptions.of(data));
    assertEquals(90, rest.train().classes().size());
    assertEquals(45_000, rest.train().size());
    assertEquals(9_000, rest.test().size());
    assertTrue(IntStream.range(0, 90).allMatch(i -> counts(rest.test())[i] == 100));
    assertTrue(Cifar.FINE_CLASSES.stream().noneMatch(rest.train().classes()::contains));
  }
}
