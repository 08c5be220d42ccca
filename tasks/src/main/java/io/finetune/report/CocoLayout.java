package io.finetune.report;

import io.finetune.DataException;
import io.finetune.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The two kinds of files that an evaluation takes, which are easily exchanged. */
enum CocoLayout {
  /** An object with images, categories and annotations. */
  ANNOTATIONS('{', "--annotations", "an object with images, annotations and categories"),
  /** A list of detections. */
  RESULTS('[', "--results", "a list of detections with image_id, category_id and score");

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final char opening;
  private final String flag;
  private final String content;

  CocoLayout(char opening, String flag, String content) {
    this.opening = opening;
    this.flag = flag;
    this.content = content;
  }

  /**
   * Looks at the first sign of a file.
   *
   * @throws DataException if the file is not there or cannot be of this kind
   */
  void require(Path file) {
    Path path = file.toAbsolutePath().normalize();
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s is no file; the nearest folder that exists is %s. Check %s.",
              path,
              Folders.nearest(path),
              flag));
    }
    int first = firstSign(path);
    if (first == opening) {
      return;
    }
    CocoLayout other = this == ANNOTATIONS ? RESULTS : ANNOTATIONS;
    String reason;
    if (first < 0) {
      reason = "it is empty";
    } else if (first == other.opening) {
      reason =
          String.format(
              Locale.ROOT,
              "it begins as %s does; %s and %s may be exchanged",
              other.content,
              flag,
              other.flag);
    } else {
      reason = "it begins with '" + Character.toString(first) + "'";
    }
    throw new DataException(
        String.format(
            Locale.ROOT, "%s is not what %s needs, %s: %s.", path, flag, content, reason));
  }

  private static int firstSign(Path path) {
    try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      int sign;
      do {
        sign = reader.read();
      } while (sign == BYTE_ORDER_MARK || (sign >= 0 && Character.isWhitespace(sign)));
      return sign;
    } catch (MalformedInputException e) {
      throw new DataException(path + " is no JSON in UTF-8; was it packed or damaged?", e);
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e, e);
    }
  }
}
