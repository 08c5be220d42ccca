package io.finetune.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void textAndAttributesAreEscaped() {
    Markup page = new Markup();
    page.in("p", () -> page.name("<script>a & b</script>"), "title", "\"><i>");
    assertEquals(
        "<!DOCTYPE html>\n<p title=\"&quot;&gt;&lt;i&gt;\"><bdi>&lt;script&gt;a &amp;"
            + " b&lt;/script&gt;</bdi></p>\n",
        page.document());
  }

  @Test
  void everyScriptStaysAndControlCharactersDoNot() {
    Markup page = new Markup();
    page.element("p", "\uD83D\uDC08 \u732B \u05D7\u05EA\u05D5\u05DC\u0000\u001B[31m");
    assertEquals(
        "<!DOCTYPE html>\n<p>\uD83D\uDC08 \u732B \u05D7\u05EA\u05D5\u05DC\uFFFD\uFFFD[31m</p>\n",
        page.document());
  }

  @Test
  void elementsWithoutContentHaveAnEndTagUnlessTheyAreEmpty() {
    Markup page = new Markup();
    page.in("div", () -> page.element("span", "").empty("img", "alt", "x"));
    assertEquals("<!DOCTYPE html>\n<div><span></span><img alt=\"x\"/></div>\n", page.document());
  }

  @Test
  void styleIsRawAndCannotEndItsElement() {
    Markup page = new Markup();
    page.in("style", () -> page.raw("a > b { content: \"&\" }"));
    assertEquals("<!DOCTYPE html>\n<style>a > b { content: \"&\" }</style>\n", page.document());
    assertThrows(IllegalArgumentException.class, () -> page.raw("</style>"));
  }
}
