package io.finetune.card;

import io.finetune.FinetuneException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Writes the card of a run: a README.md with the front matter that Hugging Face reads, then what
 * came out, how to use it, with what it was made. What only a person knows is asked for in its
 * place, and kept when the card is made again.
 */
public final class RunCard {

  /** The card's file in the run's folder. */
  public static final String FILE = "README.md";

  private RunCard() {}

  /**
   * Writes README.md into the run's folder, over an earlier card, of which the sections that people
   * wrote stay.
   *
   * @param folder the run's folder
   * @param facts what the run knows about itself
   * @return the file
   * @throws FinetuneException if it cannot be written, or the README.md there is no such card
   */
  public static Path write(Path folder, RunFacts facts) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      String former = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
      if (!former.isEmpty() && !former.contains("\nlibrary_name: " + FrontMatter.LIBRARY + "\n")) {
        throw new FinetuneException(
            file.toAbsolutePath() + " was not written by finetune: move it away to get a card");
      }
      DurableFile.writeText(file, markdown(facts, former));
      return file;
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot write "
              + file.toAbsolutePath()
              + ": "
              + e
              + "; check that the folder exists, may be written and is not full",
          e);
    }
  }

  /**
   * Makes the text of the card.
   *
   * @param facts what the run knows about itself
   * @param former the card that was there, whose sections by people stay; empty if none was
   * @return Markdown behind YAML front matter
   */
  public static String markdown(RunFacts facts, String former) {
    return "---\n"
        + FrontMatter.of(facts)
        + "---\n\n# "
        + facts.name()
        + "\n\n"
        + introduction(facts)
        + "\n## Results\n\n"
        + results(facts)
        + "\n## How to use it\n\n"
        + Usage.of(facts)
        + "\n"
        + PersonSections.of(former)
        + "## Data\n\n"
        + data(facts.data())
        + "\n## Training\n\n"
        + "`finetune --config config.yaml` in this folder repeats the run.\n\n"
        + table("setting", facts.settings())
        + "\n## Environment\n\n"
        + table("part", facts.environment());
  }

  private static String introduction(RunFacts facts) {
    return text(
        "A `%s` for %s, fine-tuned on %s (%d classes).\nTraining began" + " from: %s.\n%s",
        facts.model().name(),
        FrontMatter.task(facts.model().task()),
        facts.data().name(),
        facts.data().classes().size(),
        facts.start().weights(),
        progress(facts.training()));
  }

  private static String progress(RunFacts.Training training) {
    String kept =
        training.kept() > 0 ? text("; the weights are those of epoch %d", training.kept()) : "";
    return training.epochs() < training.planned()
        ? text(
            "**Unfinished**: stopped after %d of %d epochs%s.\n",
            training.epochs(), training.planned(), kept)
        : text("It went on for %d epochs%s.\n", training.epochs(), kept);
  }

  private static String results(RunFacts facts) {
    if (facts.results().isEmpty()) {
      return "No epoch was evaluated.\n";
    }
    StringBuilder table = new StringBuilder();
    OptionalLong images = facts.data().testImages();
    table.append(
        images.isPresent()
            ? text("On %d test images, by which the best epoch was chosen:\n\n", images.getAsLong())
            : "On the test images, by which the best epoch was chosen:\n\n");
    table.append("| metric | value | 95 % interval |\n| --- | --- | --- |\n");
    facts
        .results()
        .forEach(
            (name, value) ->
                table.append(
                    text("| %s | %.2f %% | %s |\n", name, 100 * value, interval(facts, value))));
    return table.append("\n").append(remark(facts)).append("\n").toString();
  }

  private static String remark(RunFacts facts) {
    if (facts.model().task() != ModelCard.Task.CLASSIFICATION) {
      return "An interval of average precision would need a bootstrap over the images, which was not"
          + " made.";
    }
    return facts.data().testImages().isPresent()
        ? "The interval is Wilson's; it speaks of the drawing of the test images alone, not of the"
            + " seed."
        : "There is no interval, because the number of test images was not recorded.";
  }

  private static String interval(RunFacts facts, double value) {
    OptionalLong images = facts.data().testImages();
    if (facts.model().task() != ModelCard.Task.CLASSIFICATION || images.orElse(0) == 0) {
      return "n/a";
    }
    Interval interval = Interval.of(value, images.getAsLong());
    return text("%.2f to %.2f %%", 100 * interval.low(), 100 * interval.high());
  }

  private static String data(RunFacts.Data data) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("dataset", data.name());
    rows.put("training images", count(data.trainImages()));
    rows.put("test images", count(data.testImages()));
    rows.put("classes", Integer.toString(data.classes().size()));
    rows.put("fingerprint", data.fingerprint().map(f -> "`" + f + "`").orElse("not recorded"));
    return table("what", rows);
  }

  private static String count(OptionalLong images) {
    return images.isPresent() ? Long.toString(images.getAsLong()) : "not recorded";
  }

  private static String table(String heading, Map<String, String> rows) {
    StringBuilder table = new StringBuilder("| " + heading + " | value |\n| --- | --- |\n");
    rows.forEach((name, value) -> table.append("| " + cell(name) + " | " + cell(value) + " |\n"));
    return table.toString();
  }

  /** A bar or a line break would end the cell. */
  private static String cell(String value) {
    return value.replace("|", "\\|").replaceAll("\\R", " ");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
