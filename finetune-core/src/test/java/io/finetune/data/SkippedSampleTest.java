package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SkippedSampleTest {

  @Test
  void aNameCannotEndItsLine() {
    assertEquals("a/b.png\tcut off", new SkippedSample("a/b.png", "cut off").line());
    assertEquals(
        "two\\u000alines\\u0009\\u001b[31m\tin a\\u2028b",
        new SkippedSample("two\nlines\t\u001b[31m", "in a\u2028b").line());
  }
}
