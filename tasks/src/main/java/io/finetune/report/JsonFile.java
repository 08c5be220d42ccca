package io.finetune.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Indented JSON for programs and people, in a file that is there whole or as text. */
public final class JsonFile {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonFile() {}

  /** Writes the one value of a document. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param json where
     * @throws IOException if it cannot be written
     */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /**
   * Writes a file; one of that name is replaced once the new one is complete.
   *
   * @param file where
   * @param content what
   * @throws io.finetune.FinetuneException if it cannot be written
   */
  public static void write(Path file, Content content) {
    WholeFile.write(file, out -> write(out, content));
  }

  private static void write(OutputStream out, Content content) throws IOException {
    try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      write(json, content);
      json.writeRaw('\n');
    }
  }

  /**
   * Writes text.
   *
   * @param content what
   * @return the document
   */
  public static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Content content) throws IOException {
    json.setPrettyPrinter(
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
    content.writeTo(json);
  }
}
