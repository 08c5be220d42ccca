package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import io.finetune.data.SkippedSample;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of class folders of real image files, whole and broken. */
class FolderTest {

  private static final int IMAGES = 20;

  @TempDir Path folder;
  private Path photos;

  /**
   * Photographs that are bright above or below; half of them lie upside down and say so in EXIF.
   */
  @BeforeEach
  void takePhotographs() throws IOException {
    photos = folder.resolve("photos");
    for (int i = 0; i < IMAGES; i++) {
      write("above", i, true);
      write("below", i, false);
    }
  }

  private void write(String name, int number, boolean brightAbove) throws IOException {
    Path parent = Files.createDirectories(photos.resolve(name));
    int seed = 2 * number + (brightAbove ? 1 : 0);
    switch (number % 4) {
      case 0 -> Photographs.jpeg(parent.resolve(number + ".jpg"), seed, brightAbove);
      case 1 -> Photographs.grayPng(parent.resolve(number + ".png"), seed, brightAbove);
      default -> Photographs.upsideDownJpeg(parent.resolve(number + ".jpg"), seed, !brightAbove);
    }
  }

  private Finetune run() {
    return Runs.small(folder.resolve("runs"))
        .dataset("folder:" + photos)
        .set(Settings.TRAIN_CROP, "center")
        .set(Settings.BATCH_SIZE, 8)
        .set(Settings.LEARNING_RATE, 0.05);
  }

  @Test
  void trainsOnEveryKindOfImageTheRightWayUp() throws IOException {
    RunResult result = run().set(Settings.EPOCHS, 8).run();
    assertEquals(1, result.best(), "accuracy on the held-out images");
    assertEquals(
        List.of("above", "below"), Files.readAllLines(result.directory().resolve("classes.txt")));
    assertEquals(List.of(), result.skipped());
    assertFalse(Files.exists(result.directory().resolve("skipped.txt")));
  }

  @Test
  void aBrokenImageIsNamed() throws IOException {
    Path broken = breakOne();
    String message = assertThrows(DataException.class, run()::run).getMessage();
    assertTrue(message.contains(photos.relativize(broken).toString()), message);
    assertTrue(message.contains("--skip-broken"), message);
  }

  @Test
  void brokenImagesAreSkippedCountedAndListed() throws IOException {
    Path broken = breakOne();
    RunResult result = run().set(Settings.SKIP_BROKEN, true).run();
    assertEquals(1, result.skipped().size());
    SkippedSample skipped = result.skipped().get(0);
    assertTrue(broken.toString().endsWith(skipped.id()), skipped.toString());
    List<String> listed = Files.readAllLines(result.directory().resolve("skipped.txt"));
    assertEquals(List.of(skipped.id() + "\t" + skipped.reason()), listed);
  }

  private Path breakOne() throws IOException {
    return Files.writeString(
        photos.resolve("above").resolve("4.jpg"), "no image", StandardCharsets.UTF_8);
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    Files.createDirectories(photos.resolve("nothing"));
    String message = assertThrows(DataException.class, run()::run).getMessage();
    assertTrue(message.contains("class nothing has no image"), message);
    assertFalse(Files.exists(folder.resolve("runs")), "a failed start leaves no run behind");
  }
}
