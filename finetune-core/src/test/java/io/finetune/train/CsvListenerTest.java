package io.finetune.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvListenerTest {

  private static final String START =
      "epoch,step,learning_rate,images_per_second,data_wait,seconds,best,train_loss";

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void everyRowIsInTheFileAtOnce() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (CsvListener listener = new CsvListener(file, 0, warnings::add)) {
      listener.onEpoch(Reports.epoch(1, 50, Map.of("loss", 2.5), Map.of("top1", 0.75)));
      assertEquals(
          START + ",val_top1\r\n1,50,1.0E-4,123.5,0.25,1.25,true,2.5,0.75\r\n",
          Files.readString(file));
      listener.onEpoch(Reports.epoch(2, 100, Map.of("loss", 1.5), Map.of("top1", 0.8)));
      assertTrue(
          Files.readString(file).endsWith("\r\n2,100,1.0E-4,123.5,0.25,1.25,true,1.5,0.8\r\n"));
    }
  }

  @Test
  void aColumnThatComesLaterIsEmptyBefore() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (CsvListener listener = new CsvListener(file, 0, warnings::add)) {
      listener.onEpoch(Reports.epoch(1, 50, Map.of("loss", 2.5), Map.of()));
      listener.onEpoch(Reports.epoch(2, 100, Map.of("loss", 1.5), Map.of("top1", 0.8)));
      listener.onEpoch(Reports.epoch(3, 150, Map.of("loss", 1.25), Map.of()));
    }
    assertEquals(
        START
            + ",val_top1\r\n1,50,1.0E-4,123.5,0.25,1.25,true,2.5,\r\n"
            + "2,100,1.0E-4,123.5,0.25,1.25,true,1.5,0.8\r\n"
            + "3,150,1.0E-4,123.5,0.25,1.25,true,1.25,\r\n",
        Files.readString(file));
  }

  @Test
  void aResumedRunHasTheRowsOfAnUninterruptedOne() throws IOException {
    Path straight = folder.resolve("straight.csv");
    Path resumed = folder.resolve("resumed.csv");
    train(straight, 0, 1, 4);
    train(resumed, 0, 1, 3); // stopped after epoch 3, saved after epoch 2
    train(resumed, 100, 3, 4);
    assertEquals(Files.readString(straight), Files.readString(resumed));
  }

  @Test
  void aRowCutOffByACrashIsDropped() throws IOException {
    Path file = folder.resolve("metrics.csv");
    train(file, 0, 1, 2);
    String whole = Files.readString(file);
    Files.writeString(file, whole + "3,15");
    train(file, 100, 3, 2);
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void namesAreQuoted() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (CsvListener listener = new CsvListener(file, 0, warnings::add)) {
      listener.onEpoch(Reports.epoch(1, 50, Map.of("loss", 1.0), Map.of("a,\"b\"", 0.5)));
    }
    assertTrue(Files.readString(file).startsWith(START + ",\"val_a,\"\"b\"\"\"\r\n"));
    train(file, 50, 2, 2);
    assertTrue(Files.readString(file).startsWith(START + ",\"val_a,\"\"b\"\"\",val_top1\r\n"));
  }

  @Test
  void numbersDoNotDependOnTheLocale() throws IOException {
    Locale before = Locale.getDefault();
    Path file = folder.resolve("metrics.csv");
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      train(file, 0, 1, 1);
    } finally {
      Locale.setDefault(before);
    }
    assertTrue(Files.readString(file).contains("\r\n1,50,1.0E-4,123.5,"));
  }

  @Test
  void aFileOfSomethingElseIsRefused() throws IOException {
    Path file = folder.resolve("metrics.csv");
    Files.writeString(file, "name,value\r\na,1\r\n");
    CheckpointException error =
        assertThrows(CheckpointException.class, () -> new CsvListener(file, 0, warnings::add));
    assertTrue(error.getMessage().contains("no column \"step\""), error.getMessage());
    assertEquals("name,value\r\na,1\r\n", Files.readString(file));
  }

  @Test
  void rowsThatCannotBeWrittenAreToldOnceAndWrittenLater() throws IOException {
    Path file = folder.resolve("metrics.csv");
    Path straight = folder.resolve("straight.csv");
    train(straight, 0, 1, 4);
    try (CsvListener listener = new CsvListener(file, 0, warnings::add)) {
      Files.createDirectory(file); // nothing can be written under a folder's name
      for (int epoch = 1; epoch <= 4; epoch++) {
        if (epoch == 3) {
          assertEquals(1, warnings.size(), warnings.toString());
          assertTrue(warnings.get(0).contains("cannot write " + file), warnings.toString());
          Files.delete(file);
        }
        listener.onEpoch(report(epoch));
      }
    }
    assertEquals(Files.readString(straight), Files.readString(file));
    assertEquals(List.of(file + " is whole again"), warnings.subList(1, warnings.size()));
  }

  @Test
  void aBlockOfZerosAtTheEndIsDropped() throws IOException {
    Path file = folder.resolve("metrics.csv");
    train(file, 0, 1, 2);
    String whole = Files.readString(file);
    Files.writeString(file, whole + "\0".repeat(100));
    train(file, 100, 3, 2);
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void aLastRowCutWithinItsLastNumberIsDropped() throws IOException {
    Path file = folder.resolve("metrics.csv");
    train(file, 0, 1, 2);
    String whole = Files.readString(file);
    Files.writeString(file, whole + "3,150,1.0E-4,123.5,0.25,1.25,true,0.3333,0.");
    train(file, 150, 4, 3);
    assertEquals(whole, Files.readString(file));
  }

  @Test
  void aRowCutOffInTheMiddleIsAnError() throws IOException {
    Path file = folder.resolve("metrics.csv");
    train(file, 0, 1, 2);
    Files.writeString(file, Files.readString(file).replace("1,50,1.0E-4", "1,50"));
    CheckpointException error =
        assertThrows(CheckpointException.class, () -> train(file, 100, 3, 2));
    assertTrue(error.getMessage().contains("record 1: it has 8 fields"), error.getMessage());
  }

  private void train(Path file, long resumedStep, int first, int last) {
    try (CsvListener listener = new CsvListener(file, resumedStep, warnings::add)) {
      for (int epoch = first; epoch <= last; epoch++) {
        listener.onEpoch(report(epoch));
      }
    }
  }

  private static EpochReport report(int epoch) {
    return Reports.epoch(
        epoch, 50L * epoch, Map.of("loss", 1.0 / epoch), Map.of("top1", epoch / 10.0));
  }
}
