package io.finetune.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.data.Split;
import io.finetune.image.ImageSource.EncodedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSummaryTest {

  @TempDir Path folder;

  /** Images without pixels: nothing is decoded. */
  private record Named(List<String> ids, List<Integer> labels) implements Dataset<Integer> {

    @Override
    public int size() {
      return ids.size();
    }

    @Override
    public Sample<Integer> get(int index) {
      return new Sample<>(ids.get(index), new EncodedBytes(new byte[0]), labels.get(index));
    }

    @Override
    public List<String> classes() {
      return List.of("cat", "dog");
    }

    @Override
    public String name() {
      return "pets";
    }

    @Override
    public String description() {
      return "pets: of a test";
    }
  }

  @Test
  void countsEveryClassInBothParts() throws IOException {
    List<String> facts = write(List.of("a.jpg", "b.jpg", "c.jpg"), List.of(0, 1, 1));
    assertTrue(
        facts.containsAll(List.of("name: pets", "train_images: 3", "counted: images")),
        facts.toString());
    assertEquals(
        List.of("label,class,train,test", "0,cat,1,0", "1,dog,2,1"),
        Files.readAllLines(folder.resolve("class_counts.csv")));
  }

  @Test
  void theFingerprintKnowsNamesLabelsAndOrderButNotThePlace() throws IOException {
    String one = fingerprint(List.of("/here/a.jpg", "/here/b.jpg"), List.of(0, 1));
    assertEquals(one, fingerprint(List.of("/there/a.jpg", "/there/b.jpg"), List.of(0, 1)));
    assertNotEquals(one, fingerprint(List.of("/here/b.jpg", "/here/a.jpg"), List.of(0, 1)));
    assertNotEquals(one, fingerprint(List.of("/here/a.jpg", "/here/b.jpg"), List.of(1, 1)));
    assertNotEquals(one, fingerprint(List.of("/here/a.jpg"), List.of(0)));
  }

  private String fingerprint(List<String> ids, List<Integer> labels) throws IOException {
    return write(ids, labels).stream()
        .filter(line -> line.startsWith("fingerprint: sha256:"))
        .findFirst()
        .orElseThrow();
  }

  private List<String> write(List<String> ids, List<Integer> labels) throws IOException {
    Split<Integer> split =
        new Split<>(new Named(ids, labels), new Named(List.of("t.jpg"), List.of(1)));
    DataSummary.write(folder, split, List::of, "images");
    return Files.readAllLines(folder.resolve("data.yaml"));
  }
}
