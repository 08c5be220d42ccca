package io.finetune.page;

import io.finetune.FinetuneException;
import io.finetune.report.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The document around the sections: head, style sheet, foot. */
final class Shell {

  private static final String STYLE = "page.css";

  private Shell() {}

  /**
   * Writes a page; a former one is replaced once the new one is complete.
   *
   * @param file where
   * @param title of the window
   * @param sections writes what is on it
   */
  static Path write(Path file, String title, Consumer<Markup> sections) {
    Markup page = new Markup();
    page.in(
        "html",
        () -> {
          head(page, title);
          page.in(
              "body",
              () -> {
                page.in("main", () -> sections.accept(page));
                page.element("footer", "Made by finetune. Plots and numbers: the folder report.");
              });
        },
        "lang",
        "en");
    byte[] document = page.document().getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(document));
    return file;
  }

  private static void head(Markup page, String title) {
    page.in(
        "head",
        () -> {
          page.empty("meta", "charset", "utf-8");
          page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
          page.empty("meta", "name", "color-scheme", "content", "light dark");
          page.element("title", title);
          page.in("style", () -> page.raw(style()));
        });
  }

  private static String style() {
    try (InputStream in = Shell.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new FinetuneException("the installation lacks " + STYLE + "; install it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FinetuneException("cannot read " + STYLE + " of the installation: " + e, e);
    }
  }

  /** Writes a section with its heading. */
  static void section(Markup page, String heading, Runnable content) {
    page.in(
        "section",
        () -> {
          page.element("h2", heading);
          content.run();
        });
  }

  /** Writes content that is folded away until asked for. */
  static void folded(Markup page, String summary, Runnable content) {
    page.in(
        "details",
        () -> {
          page.element("summary", summary);
          content.run();
        });
  }
}
