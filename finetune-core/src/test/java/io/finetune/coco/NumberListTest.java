package io.finetune.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers read past the parser's tokens are the numbers Java reads, and nothing else passes. */
class NumberListTest {

  @TempDir Path folder;

  private List<double[]> read(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("numbers.json"), json);
    return JsonFile.read(
        file,
        numbers -> {
          List<double[]> lists = new ArrayList<>();
          while (numbers.nextElement()) {
            DoubleColumn column = new DoubleColumn();
            int count = numbers.numbers("the list", column);
            lists.add(column.copy(0, count));
          }
          numbers.end();
          return lists;
        });
  }

  /** Any number JSON can write, most as in annotation files. */
  private static String number(Random random) {
    double value = (random.nextDouble() - 0.2) * 1000;
    return switch (random.nextInt(12)) {
      case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(3L << 61)));
      case 1 -> Double.toString(value);
      case 2 -> Long.toString(random.nextLong());
      case 3 -> Integer.toString(random.nextInt(1000));
      case 4 -> "-0.0";
      case 5 -> String.format(Locale.ROOT, "%.13f", value);
      case 6 -> String.format(Locale.ROOT, "%.3e", value);
      case 7 -> "0.000000000001";
      default -> String.format(Locale.ROOT, "%.2f", value);
    };
  }

  @Test
  void listsAreReadToTheLastBit() throws IOException {
    long seed = 20240607;
    Random random = new Random(seed);
    String[] blanks = {"", " ", "\n    ", "\r\n\t"};
    StringBuilder json = new StringBuilder("[");
    List<double[]> expected = new ArrayList<>();
    // Several times the parser's buffer, so that lists and numbers go on in the next one.
    while (json.length() < 2_000_000) {
      String blank = blanks[random.nextInt(blanks.length)];
      double[] list = new double[random.nextInt(60)];
      json.append(expected.isEmpty() ? "[" : ",\n[").append(blank);
      for (int i = 0; i < list.length; i++) {
        String number = number(random);
        list[i] = Double.parseDouble(number);
        json.append(i == 0 ? "" : "," + blank).append(number);
        json.append(random.nextInt(20) == 0 ? " " : "");
      }
      json.append(blank).append(']');
      expected.add(list);
    }
    List<double[]> found = read(json.append(']').toString());
    assertEquals(expected.size(), found.size(), "seed " + seed);
    for (int i = 0; i < found.size(); i++) {
      assertArrayEquals(expected.get(i), found.get(i), "list " + i + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[1, 2, ]]",
        "[[1.5,]]",
        "[[,1]]",
        "[[1 2]]",
        "[[007]]",
        "[[1, -01.5]]",
        "[[1.]]",
        "[[.5, 1]]",
        "[[--1]]",
        "[[1, -]]",
        "[[1.2.3]]",
        "[[1e]]",
        "[[+1]]",
        "[[1;2]]",
        "[[1, 2}"
      })
  void whatIsNotJsonIsRefused(String json) {
    DataException e = assertThrows(DataException.class, () -> read(json));
    assertTrue(e.getMessage().contains("is not valid JSON"), e.getMessage());
    assertTrue(e.getMessage().contains("line 1, column "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[1, 2", "[[1, 2,", "[[1.", "[[", "[[1, 2]"})
  void aListThatIsCutOffIsNamedSo(String json) {
    DataException e = assertThrows(DataException.class, () -> read(json));
    assertTrue(e.getMessage().contains("cut off"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-Infinity", "1e999", "\"7\"", "null", "true", "[8]", "{}"})
  void whatIsNoFiniteNumberIsRefusedWithItsPlace(String value) {
    String json = "[\n  [1, 2.5,\n   3, " + value + ", 5]]";
    DataException e = assertThrows(DataException.class, () -> read(json));
    assertTrue(e.getMessage().contains("number 3 of the list is "), e.getMessage());
    assertTrue(e.getMessage().contains("expected a finite number"), e.getMessage());
    assertTrue(e.getMessage().contains("(line 3, column 7)"), e.getMessage());
  }
}
