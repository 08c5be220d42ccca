package io.finetune;

import java.util.Locale;

/** Text out of a file or an answer that nobody vouches for, made fit for a message. */
public final class HostileText {

  /** What is shown of a long text, at its start and at its end. */
  private static final int HEAD = 300;

  private static final int TAIL = 200;

  private HostileText() {}

  /**
   * A text of one short line: whatever could steer a terminal or turn a line around is written as
   * an escape, and the middle of a long text is left out.
   *
   * @param text what the file says
   * @return what a message may quote
   */
  public static String shown(String text) {
    return shortened(escaped(shortened(text))); // an escape is six times as long as what it is for
  }

  private static String shortened(String text) {
    return text.length() <= HEAD + TAIL
        ? text
        : text.substring(0, HEAD) + " ... " + text.substring(text.length() - TAIL);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isPlain(point)) {
                out.appendCodePoint(point);
              } else {
                out.append(String.format(Locale.ROOT, "\\u%04X", point));
              }
            });
    return out.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
