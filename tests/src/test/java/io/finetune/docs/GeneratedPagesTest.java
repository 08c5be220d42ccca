package io.finetune.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages that are made from tables are what the tables say. After a change of a table:
 *
 * <pre>
 * mvn -pl tests -am test -Dtest=GeneratedPagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dfinetune.pages=write
 * </pre>
 */
class GeneratedPagesTest {

  private static final Path DOCS = Path.of("..", "docs");

  static Stream<Arguments> pages() {
    return Stream.of(
        Arguments.of("models.md", ModelPage.text()),
        Arguments.of("datasets.md", DatasetPage.text()),
        Arguments.of("recipes.md", RecipePage.text()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void thePageIsWhatTheTableSays(String name, String expected) throws IOException {
    Path page = DOCS.resolve(name);
    if ("write".equals(System.getProperty("finetune.pages"))) {
      Files.writeString(page, expected);
    }
    String found = Files.exists(page) ? Files.readString(page).replace("\r\n", "\n") : "";
    assertEquals(expected, found, "write " + name + " anew with -Dfinetune.pages=write");
  }
}
