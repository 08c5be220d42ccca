package io.finetune.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damages files at random, the same way for the same seed. */
final class Mutation {

  /** Places near the start are headers, and hit half of the time. */
  private static final int HEADER = 160;

  private static final int[] EXTREMES = {0, 1, 0x7F, 0x80, 0xFF};

  /** What stands in texts where something else should. */
  private static final List<String> WORDS =
      List.of(
          "NaN",
          "-1",
          "0",
          "1",
          "2",
          "1e999",
          "1e-300",
          "60000",
          "2147483648",
          "99999999999999999999",
          "2.5",
          "null",
          "true",
          "[]",
          "[[]]",
          "{}",
          "\"\"",
          "\"x\"",
          "../x",
          "&x;");

  /** A number, or a word with or without quotes. */
  private static final Pattern TOKEN = Pattern.compile("-?[0-9.]+|\"[^\"]*\"|[A-Za-z_]+");

  private final SplittableRandom random;
  private byte[] bytes;

  private Mutation(byte[] whole, long seed) {
    this.random = new SplittableRandom(seed);
    this.bytes = whole.clone();
  }

  /** One to twenty changes. */
  static byte[] of(byte[] whole, long seed) {
    Mutation mutation = new Mutation(whole, seed);
    int changes = 1 + mutation.random.nextInt(mutation.random.nextInt(4) == 0 ? 20 : 3);
    for (int i = 0; i < changes && mutation.bytes.length > 0; i++) {
      mutation.change();
    }
    return mutation.bytes;
  }

  /** One to three tokens of a text replaced, and now and then something that is no text. */
  static byte[] ofText(byte[] whole, long seed) {
    Mutation mutation = new Mutation(whole, seed);
    int changes = 1 + mutation.random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      mutation.replaceToken();
    }
    return mutation.random.nextInt(8) == 0 ? of(mutation.bytes, seed) : mutation.bytes;
  }

  private void replaceToken() {
    // Latin-1 keeps places in the text equal to those in the bytes.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    if (!tokens.isEmpty()) {
      MatchResult token = tokens.get(random.nextInt(tokens.size()));
      byte[] word = Bytes.text(WORDS.get(random.nextInt(WORDS.size())));
      replace(token.start(), token.end() - token.start(), word);
    }
  }

  private void change() {
    int range = random.nextBoolean() ? Math.min(HEADER, bytes.length) : bytes.length;
    int at = random.nextInt(range);
    int length = 1 + random.nextInt(Math.min(40, bytes.length));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
      case 3 -> fill(at, Math.min(8, length));
      case 4 -> replace(at, 0, piece(length)); // a part doubled
      case 5 -> replace(at, length, new byte[0]);
      default -> replace(at, 0, noise(length));
    }
  }

  private void fill(int at, int length) {
    byte value = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
    for (int i = at; i < Math.min(at + length, bytes.length); i++) {
      bytes[i] = value;
    }
  }

  private byte[] piece(int length) {
    int from = random.nextInt(bytes.length);
    return Bytes.part(bytes, from, Math.min(from + length, bytes.length));
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private void replace(int at, int length, byte[] other) {
    int end = Math.min(at + length, bytes.length);
    bytes = Bytes.join(Bytes.part(bytes, 0, at), other, Bytes.part(bytes, end));
  }
}
