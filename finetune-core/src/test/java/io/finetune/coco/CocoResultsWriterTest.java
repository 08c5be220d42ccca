package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.region.Box;
import io.finetune.region.Polygons;
import io.finetune.region.Rle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoResultsWriterTest {

  private static final Optional<Box> BOX = Optional.of(new Box(1, 2.5, 3, 4));
  private static final Optional<Rle> MASK = Optional.of(Rle.of(3, 4, 5, 2, 5));

  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void theFileIsWhatOtherToolsRead() throws IOException {
    Path file = folder.resolve("results.json");
    try (CocoResultsWriter results = new CocoResultsWriter(file)) {
      results.append(10, 90, 0.25, BOX, Optional.empty());
      results.append(11, 1, 1, BOX, MASK);
      assertFalse(Files.exists(file), "not there before it is whole");
      results.finish();
      assertTrue(Files.exists(file));
    }
    assertEquals(
        "[{\"image_id\":10,\"category_id\":90,\"bbox\":[1,2.5,3,4],\"score\":0.25},"
            + "{\"image_id\":11,\"category_id\":1,\"bbox\":[1,2.5,3,4],\"score\":1,"
            + "\"segmentation\":{\"size\":[3,4],\"counts\":\"525\"}}]",
        Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void aRunThatFailsLeavesTheFormerFile() throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), "former");
    assertThrows(
        UnsupportedOperationException.class,
        () -> {
          try (CocoResultsWriter results = new CocoResultsWriter(file)) {
            results.append(10, 90, 0.25, BOX, Optional.empty());
            throw new UnsupportedOperationException("the evaluation failed");
          }
        });
    assertEquals("former", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void whatCouldNotBeReadBackIsRefusedAndTheRestGoesOn() {
    Path file = folder.resolve("results.json");
    try (CocoResultsWriter results = new CocoResultsWriter(file)) {
      refused("neither box nor run lengths", results, 0.5, Optional.empty(), Optional.empty());
      results.append(1, 1, 0.5, Optional.empty(), MASK);
      refused("neither box nor run lengths", results, 0.5, BOX, Optional.empty());
      refused("should be finite", results, Double.NaN, BOX, MASK);
      refused("should be finite", results, 0, Optional.of(new Box(0, 0, 1, 1 / 0.0)), MASK);
      Polygons polygons = new Polygons(List.of(new double[] {0, 0, 1, 0, 1, 1}));
      refused("run lengths", results, 0.5, BOX, Optional.of(polygons));
      results.append(2, 1, 0.5, BOX, MASK);
      results.finish();
      assertThrows(IllegalStateException.class, results::finish);
      assertThrows(IllegalStateException.class, () -> results.append(1, 1, 1, BOX, MASK));
    }
    assertEquals(2, CocoDetections.read(file).size());
  }

  @Test
  void aBoxMayNotBeLeftOutWhereTheFirstHasOne() {
    try (CocoResultsWriter results = new CocoResultsWriter(folder.resolve("results.json"))) {
      results.append(1, 1, 0.5, BOX, Optional.empty());
      refused("no box, but the first has", results, 0.5, Optional.empty(), MASK);
    }
  }

  private static void refused(
      String part,
      CocoResultsWriter results,
      double score,
      Optional<Box> box,
      Optional<? extends io.finetune.region.Segmentation> segmentation) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> results.append(1, 1, score, box, segmentation));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path blocked = Files.createFile(folder.resolve("file")).resolve("results.json");
    DataException e = assertThrows(DataException.class, () -> new CocoResultsWriter(blocked));
    assertTrue(e.getMessage().contains(blocked + " cannot be written"), e.getMessage());
  }
}
