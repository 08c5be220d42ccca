package io.finetune.data;

import java.util.Locale;

/**
 * An image that was left out because it cannot be decoded.
 *
 * @param id the sample's id
 * @param reason what is wrong with it
 */
public record SkippedSample(String id, String reason) {

  /**
   * Returns the image as a line of {@code skipped.txt}: its id, a tab, and the reason. Characters
   * that would end the line or steer a terminal, which names of files may hold, are escaped as in
   * Java: a file of so many lines lists so many images.
   */
  public String line() {
    return escaped(id) + "\t" + escaped(reason);
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean breaksLines = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      escaped.append(breaksLines ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
    }
    return escaped.toString();
  }
}
