package io.finetune.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to the header of a safetensors file by a hand that knows JSON. */
final class JsonMutations {

  private static final int MOST = 1 << 20;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern ENTRY = Pattern.compile("\"[^\"]*\":\\s*\\{[^{}]*\\}");
  private static final Pattern SIGN = Pattern.compile("[{}\\[\\]:,\"]");

  private static final List<String> TEXTS =
      List.of(
          "\"__metadata__\"",
          "\"dtype\"",
          "\"shape\"",
          "\"data_offsets\"",
          "\"F64\"",
          "\"F8_E4M3\"",
          "\"\"",
          "\"\\u0000\\u001b[2J\\u202e\"",
          "\"" + "n".repeat(70_000) + "\"",
          "null",
          "true",
          "1e308",
          "1e999",
          "0.5",
          "-0",
          "NaN",
          "[]",
          "{}",
          "\"\\uD800\"",
          "[".repeat(5000),
          "{\"a\":".repeat(5000));

  private JsonMutations() {}

  static byte[] some(byte[] sound, SplittableRandom random) {
    int length = (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(sound, 8, length, StandardCharsets.UTF_8);
    for (int left = random.nextInt(1, 4); left > 0 && header.length() < MOST; left--) {
      header = one(header, sound.length, random);
    }
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    long declared = random.nextInt(10) == 0 ? Extremes.any(random, bytes.length) : bytes.length;
    return new Bytes()
        .little(8, declared)
        .raw(bytes)
        .raw(Arrays.copyOfRange(sound, 8 + length, sound.length))
        .done();
  }

  private static String one(String header, long near, SplittableRandom random) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return switch (random.nextInt(8)) {
      case 0, 1 -> replaced(header, NUMBER, Long.toString(Extremes.any(random, near)), random);
      case 2 -> replaced(header, NUMBER, text, random);
      case 3 -> replaced(header, TEXT, text, random);
      case 4 -> replaced(header, ENTRY, "", random);
      case 5 -> doubled(header, random);
      case 6 -> replaced(header, SIGN, random.nextBoolean() ? "" : "{", random);
      default -> replaced(header, NUMBER, "0,".repeat(1 << random.nextInt(14)) + "0", random);
    };
  }

  private static List<MatchResult> matches(String header, Pattern pattern) {
    return new ArrayList<>(pattern.matcher(header).results().toList());
  }

  private static String replaced(
      String header, Pattern pattern, String by, SplittableRandom random) {
    List<MatchResult> all = matches(header, pattern);
    if (all.isEmpty()) {
      return header;
    }
    MatchResult one = all.get(random.nextInt(all.size()));
    return header.substring(0, one.start()) + by + header.substring(one.end());
  }

  private static String doubled(String header, SplittableRandom random) {
    List<MatchResult> all = matches(header, random.nextBoolean() ? ENTRY : TEXT);
    if (all.isEmpty()) {
      return header;
    }
    MatchResult one = all.get(random.nextInt(all.size()));
    String copies = ("," + one.group()).repeat(1 << random.nextInt(8));
    return header.substring(0, one.end()) + copies + header.substring(one.end());
  }
}
