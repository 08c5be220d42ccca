package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFileTest {

  private static final String TEXT = " 1 Bär \r\n\n2 fox\r3 owl";

  private static List<String> lines(String text, Charset charset) {
    return TextFile.lines("d", "f.txt", text.getBytes(charset));
  }

  @Test
  void linesAreTheSameInEveryEncodingThatTellsItself() {
    List<String> expected = List.of("1 Bär", "2 fox", "3 owl");
    assertEquals(expected, lines(TEXT, StandardCharsets.UTF_8));
    assertEquals(expected, lines("\uFEFF" + TEXT, StandardCharsets.UTF_8));
    assertEquals(expected, lines("\uFEFF" + TEXT, StandardCharsets.UTF_16LE));
    assertEquals(expected, lines("\uFEFF" + TEXT, StandardCharsets.UTF_16BE));
    assertEquals(List.of(), lines("", StandardCharsets.UTF_8));
  }

  @Test
  void otherEncodingsAreRefused() {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)) {
      String message = assertThrows(DataException.class, () -> lines(TEXT, charset)).getMessage();
      assertTrue(message.startsWith("Dataset d: f.txt "), message);
      assertTrue(message.endsWith("save it as UTF-8."), message);
    }
  }
}
