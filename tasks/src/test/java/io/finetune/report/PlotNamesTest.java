package io.finetune.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlotNamesTest {

  @ParameterizedTest
  @CsvSource({
    "person, person",
    "traffic light, traffic_light",
    "a/b\\c:d, a_b_c_d",
    "../../etc/passwd, etc_passwd",
    "'Caf\u00e9 au lait ', Cafe_au_lait",
    "\u9ce5, category",
    "'...', category",
    "'', category",
    "v1.2-x_y, v1.2-x_y"
  })
  void whatIsUnsafeIsReplaced(String category, String expected) {
    assertEquals(expected, new PlotNames().of(category));
  }

  @Test
  void noNameIsGivenTwice() {
    PlotNames names = new PlotNames();
    List<String> categories = List.of("a/b", "a b", "A B", "a_b-2", "\u9ce5", "\u9b5a", "");
    Set<String> given = new HashSet<>();
    for (String category : categories) {
      assertTrue(given.add(names.of(category).toLowerCase(Locale.ROOT)), category);
    }
    assertEquals(categories.size(), given.size());
  }

  @Test
  void longNamesAreCutAndStayApart() {
    PlotNames names = new PlotNames();
    String first = names.of("x".repeat(300));
    String second = names.of("x".repeat(301));
    assertEquals(80, first.length());
    assertEquals(first + "-2", second);
  }
}
