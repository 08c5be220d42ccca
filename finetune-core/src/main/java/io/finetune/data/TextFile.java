package io.finetune.data;

import io.finetune.DataException;
import io.finetune.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Label files as people's programs save them: UTF-8, or UTF-16 with a byte order mark as
 * spreadsheets write it; with or without that mark, lines ending in LF, CR or both.
 */
final class TextFile {

  private static final int MAX_BYTES = 1 << 29;

  private TextFile() {}

  /**
   * Reads the lines of a file, stripped, without the empty ones.
   *
   * @param name of the dataset, for messages
   * @throws DataException if it is not there, cannot be read or is in another encoding
   */
  static List<String> lines(String name, Path file) {
    try {
      return lines(name, file.toString(), FileContent.read(file, MAX_BYTES));
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw DatasetOptions.missing(name, file);
      }
      throw new DataException(
          String.format(Locale.ROOT, "Dataset %s: %s cannot be read (%s).", name, file, e), e);
    }
  }

  /**
   * Reads the lines of a file that is in memory.
   *
   * @param file what to call it
   */
  static List<String> lines(String name, String file, byte[] content) {
    return decode(name, file, content)
        .lines()
        .map(String::strip)
        .filter(Predicate.not(String::isEmpty))
        .toList();
  }

  private static String decode(String name, String file, byte[] content) {
    String text;
    try {
      text = decode(content, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new DataException(
          notText(name, file, "is no text in UTF-8, nor in UTF-16 with a byte order mark"), e);
    }
    if (text.indexOf('\0') >= 0) { // what UTF-16 without a mark looks like
      throw new DataException(notText(name, file, "holds zero bytes, which no text in UTF-8 does"));
    }
    return text;
  }

  /**
   * Decodes a text, whose byte order mark, if it has one, decides and is left out.
   *
   * @param charset where there is no mark
   * @throws CharacterCodingException if it is in another encoding
   */
  static String decode(byte[] content, Charset charset) throws CharacterCodingException {
    boolean isWide = starts(content, 0xFE, 0xFF) || starts(content, 0xFF, 0xFE);
    boolean isMarked = starts(content, 0xEF, 0xBB, 0xBF);
    Charset decisive =
        isWide ? StandardCharsets.UTF_16 : isMarked ? StandardCharsets.UTF_8 : charset;
    int mark = isMarked ? 3 : 0;
    ByteBuffer bytes = ByteBuffer.wrap(content, mark, content.length - mark);
    return decisive.newDecoder().decode(bytes).toString(); // reports what it cannot decode
  }

  private static String notText(String name, String file, String problem) {
    return String.format(Locale.ROOT, "Dataset %s: %s %s; save it as UTF-8.", name, file, problem);
  }

  private static boolean starts(byte[] content, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i == content.length || (content[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
