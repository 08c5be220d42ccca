package io.finetune.card;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections of a card that only a person can write. A new card asks for them; one that is made
 * again keeps what was written.
 */
final class PersonSections {

  private static final String ASKED = "*To be filled in by a person: ";

  /** Heading and question. */
  private static final Map<String, String> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put(
        "Intended use",
        "what the model is for, who should use it, and what it must not be used for.");
    QUESTIONS.put(
        "Limits and biases",
        "how the data was gathered, whom or what it leaves out, where the model fails.");
    QUESTIONS.put("Terms of the data", "who owns the images, and what their licence allows.");
  }

  private PersonSections() {}

  /**
   * Makes the sections.
   *
   * @param former the card that was there, empty if none was
   */
  static String of(String former) {
    StringBuilder text = new StringBuilder();
    QUESTIONS.forEach(
        (heading, question) ->
            text.append("## ")
                .append(heading)
                .append("\n\n")
                .append(written(former, heading, ASKED + question + "*"))
                .append("\n\n"));
    return text.toString();
  }

  /** What stands under a heading, up to the next of the same rank; the question if nothing does. */
  private static String written(String former, String heading, String question) {
    List<String> lines = former.lines().toList();
    int begin = lines.indexOf("## " + heading);
    if (begin < 0) {
      return question;
    }
    int end = begin + 1;
    while (end < lines.size() && !lines.get(end).startsWith("## ")) {
      end++;
    }
    String body = String.join("\n", lines.subList(begin + 1, end)).strip();
    return body.isEmpty() ? question : body;
  }
}
