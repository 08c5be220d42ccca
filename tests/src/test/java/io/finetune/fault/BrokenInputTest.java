package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every broken input gives the documented error, the documented counted skip, or what it holds: in
 * bounded time and memory, and never a smaller dataset unsaid.
 */
@Tag("fault")
class BrokenInputTest {

  private static final int AT_LEAST = 150;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** More than the heap grows by and any decoder needs; the least that is declared is 1 GiB. */
  private static final double MOST_MIB = 768;

  @TempDir Path root;

  static List<BrokenInput> inputs() {
    return Stream.of(
            BrokenImageFiles.all(),
            BrokenImageStructures.all(),
            BrokenCocoFiles.all(),
            BrokenObjectFolders.all(),
            BrokenFolders.all(),
            BrokenLabelFiles.all(),
            BrokenCifar.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The first input shall not pay for loading the native libraries. */
  @BeforeAll
  static void load(@TempDir Path root) throws IOException {
    ImageLook.surround(root);
    assertEquals(2, Datasets.open("folder", DatasetOptions.of(root)).test().size());
    ImageDecoder.decode(new EncodedFile(root.resolve("val/cat/good.png"))).close();
  }

  @Test
  void theTableIsAsLongAsPromisedAndNamesEachInputOnce() {
    List<String> names = inputs().stream().map(BrokenInput::toString).toList();
    assertTrue(names.size() >= AT_LEAST, names.size() + " inputs");
    assertEquals(names.size(), new HashSet<>(names).size());
  }

  /** Rights do not bind the superuser, as whom some machines run tests. */
  @Test
  void anUnreadableFileIsACountedSkip() throws IOException {
    ImageLook.surround(root);
    Path file = root.resolve("train/cat/a.png");
    Files.write(file, Png.plain(8, 8, 8, Png.RGB));
    Assumptions.assumeTrue(file.toFile().setReadable(false), "rights cannot be set here");
    Assumptions.assumeFalse(Files.isReadable(file), "run as a user who may read everything");
    String message = assertThrows(DataException.class, () -> ImageLook.at(root)).getMessage();
    assertTrue(message.contains("a.png cannot be read (java.nio.file.AccessDenied"), message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void comesOutAsDocumented(BrokenInput input) throws Exception {
    input.maker().make(root);
    PeakMemory memory = PeakMemory.start();
    String read = null;
    DataException error = null;
    try {
      read = assertTimeoutPreemptively(LIMIT, () -> input.look().at(root));
    } catch (DataException e) {
      error = e;
    }
    assertTrue(memory.grownMib() < MOST_MIB, "grew by " + memory.grownMib() + " MiB");
    if (input.outcome().isError()) {
      assertNull(read, "was read as " + read);
      assertTrue(input.outcome().pattern().matcher(error.getMessage()).find(), error.getMessage());
    } else {
      assertNotNull(read, () -> "should have been read");
      assertTrue(input.outcome().pattern().matcher(read).matches(), read);
    }
  }
}
