package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatYamlTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("config.yaml"), text);
  }

  private static String failure(Path file) {
    return assertThrows(FinetuneException.class, () -> FlatYaml.read(file)).getMessage();
  }

  @Test
  void everyTextComesBack() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> texts =
        List.of(
            "",
            " ",
            "true",
            "null",
            "~",
            "1e-4",
            "0x1F",
            "007",
            "50,80",
            "a: b",
            "# no comment",
            "'",
            "\"",
            "C:\\data",
            "two\nlines",
            "übung",
            "- x",
            "{a}",
            "[b]",
            "x".repeat(500));
    for (String text : texts) {
      values.put("k" + values.size(), text);
    }
    Map<String, String> back =
        FlatYaml.read(file(String.join("\n", FlatYaml.lines(values)) + "\n"));
    assertEquals(values, back);
    assertEquals(List.copyOf(values.keySet()), List.copyOf(back.keySet()));
  }

  @Test
  void scalarsComeAsTheyAreWrittenAndListsJoined() throws IOException {
    Path file = file("lr: 1e-4 # small\nmilestones: [50, 80]\nnesterov: true\nseed: 007\n");
    assertEquals(
        Map.of("lr", "1e-4", "milestones", "50,80", "nesterov", "true", "seed", "007"),
        FlatYaml.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:\n  b: 1\n", "a:\n- [1, 2]\n", "a:\n- b: 1\n"})
  void levelsAreRefusedByName(String text) throws IOException {
    Path file = file(text);
    String message = failure(file);
    assertTrue(message.startsWith(file.toAbsolutePath() + ": 'a' needs one value"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "just text", "- a\n- b\n"})
  void aFileWithoutNamesIsRefused(String text) throws IOException {
    assertTrue(failure(file(text)).endsWith("holds no 'name: value' lines"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1, 2", "a: 1\na: 2\n", "a: !!java.net.URL [x]\n b"})
  void whatIsNoYamlIsRefused(String text) throws IOException {
    Path file = file(text);
    String message = failure(file);
    assertTrue(message.startsWith(file.toAbsolutePath() + " is not YAML: "), message);
  }

  @Test
  void onlyOneDocumentIsTaken() throws IOException {
    assertTrue(failure(file("a: 1\n---\na: 2\n")).contains("more than one YAML document"));
  }

  @Test
  void aMissingFileIsNamedInFull() {
    Path absent = folder.resolve("absent.yaml");
    assertTrue(failure(absent).contains(absent.toAbsolutePath().toString()));
  }
}
