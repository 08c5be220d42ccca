package io.finetune.predict;

import io.finetune.FinetuneException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/** Text of predictions in a file that appears when it is complete. */
final class TextFile implements PredictionOutput {

  private final Path file;
  private final Path part;
  private final BufferedWriter writer;
  private final PredictionOutput text;

  /**
   * Starts a file.
   *
   * @param file the file to make or replace; its folder is made if absent
   * @param format makes what writes the text
   */
  TextFile(Path file, Function<Writer, PredictionOutput> format) {
    this.file = file;
    part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unwritable(e);
    }
    text = format.apply(writer);
  }

  @Override
  public void add(Prediction said) {
    text.add(said);
  }

  @Override
  public void finish() {
    text.finish();
    try {
      writer.close();
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private FinetuneException unwritable(IOException e) {
    return new FinetuneException("cannot write " + file + ": " + e, e);
  }
}
