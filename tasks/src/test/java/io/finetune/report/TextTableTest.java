package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void columnsAreAligned() {
    TextTable table = new TextTable("category", "AP", "n");
    table.row("tv", "0.5", "1000");
    table.row("caf\u00e9 \ud83d\ude00", "n/a", "1");
    assertEquals(
        List.of(
            "category   AP     n", //
            "tv        0.5  1000",
            "caf\u00e9 \ud83d\ude00    n/a     1"),
        table.lines());
  }

  @Test
  void aRowHasACellAColumn() {
    assertThrows(IllegalArgumentException.class, () -> new TextTable("a", "b").row("x"));
  }
}
