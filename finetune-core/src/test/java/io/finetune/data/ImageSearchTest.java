package io.finetune.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSearchTest {

  @TempDir static Path root;

  @BeforeAll
  static void make() throws IOException {
    for (String file :
        List.of(
            "a.jpg",
            "b.PNG",
            "notes.txt",
            "x[1].jpg",
            ".hidden.jpg",
            "one/c.jpg",
            "one/deep/d.jpg",
            "one/deep/e.webp",
            "two/f.jpg",
            "two/.secret/g.jpg",
            "empty/readme.txt")) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
  }

  private static List<String> found(boolean recursive, String... inputs) {
    List<String> all = Arrays.stream(inputs).map(input -> root + "/" + input).toList();
    return ImageSearch.find(all, recursive).files().stream()
        .map(file -> root.relativize(file).toString().replace('\\', '/'))
        .toList();
  }

  /** What bash with globstar and extglob off finds, but for files that are no images. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.jpg | a.jpg x[1].jpg",
        "? .jpg | none",
        "?.* | a.jpg b.PNG",
        "[ab].* | a.jpg b.PNG",
        "*/*.jpg | one/c.jpg two/f.jpg",
        "**/*.jpg | a.jpg one/c.jpg one/deep/d.jpg two/f.jpg x[1].jpg",
        "one/** | one/c.jpg one/deep/d.jpg one/deep/e.webp",
        "{one,two}/*.jpg | one/c.jpg two/f.jpg",
        "**/deep/*.{jpg,webp} | one/deep/d.jpg one/deep/e.webp",
        ".*.jpg | .hidden.jpg",
        "x[1].jpg | x[1].jpg",
        "*.txt | none"
      })
  void patternsFindWhatAShellFinds(String pattern, String expected) {
    if (expected.equals("none")) {
      String message = assertThrows(DataException.class, () -> found(false, pattern)).getMessage();
      assertTrue(message.contains("matches '" + root + "/" + pattern + "'"), message);
      assertTrue(message.contains("searched was " + root), message);
    } else {
      assertEquals(List.of(expected.split(" ")), found(false, pattern));
    }
  }

  @Test
  void foldersWithinFoldersAreSearchedOnRequest() {
    assertEquals(List.of("one/c.jpg"), found(false, "one"));
    assertEquals(List.of("one/c.jpg", "one/deep/d.jpg", "one/deep/e.webp"), found(true, "one"));
    assertTrue(
        assertThrows(DataException.class, () -> found(true, "empty"))
            .getMessage()
            .contains("and the folders in it hold no image"));
  }

  @Test
  void inputsKeepTheirOrderAndAnImageIsTakenOnce() {
    assertEquals(
        List.of("two/f.jpg", "a.jpg", "x[1].jpg", "one/c.jpg"),
        found(false, "two/f.jpg", "*.jpg", "one", "a.jpg"));
    assertEquals(
        List.of("notes.txt"), found(false, "notes.txt"), "a file is what it is said to be");
  }

  @Test
  void whatIsNotThereIsTold() {
    String message =
        assertThrows(DataException.class, () -> found(false, "no/such/*.jpg")).getMessage();
    assertTrue(message.contains("the nearest folder that exists is " + root), message);
    assertTrue(
        assertThrows(DataException.class, () -> found(false, "[ab.jpg"))
            .getMessage()
            .contains("is no pattern of files"));
  }
}
