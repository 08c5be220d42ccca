package io.finetune.run;

import io.finetune.FinetuneException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One thing a user can set: a flag on the command line, a key in a configuration file, a constant
 * in Java.
 *
 * @param name kebab-case name
 * @param group under which heading it is listed
 * @param hint what kind of value it takes, for help
 * @param help what it does, in one sentence
 * @param aliases other names that the command line takes for it
 * @param effect whether another value would change the result of a run
 * @param parser reads its text form; throws {@link IllegalArgumentException} with the reason
 * @param <V> the type of its value
 */
public record Setting<V>(
    String name,
    Group group,
    String hint,
    String help,
    List<String> aliases,
    Effect effect,
    Function<String, V> parser) {

  /** Copies the aliases. */
  public Setting {
    aliases = List.copyOf(aliases);
  }

  /** The headings of the settings. */
  public enum Group {
    /** What is trained on what. */
    RUN("Run"),
    /** The network. */
    MODEL("Model"),
    /** The update rule. */
    OPTIMIZER("Optimizer"),
    /** The learning rate over time. */
    SCHEDULE("Schedule"),
    /** Images and how they are changed. */
    DATA("Data"),
    /** Machine and output. */
    SYSTEM("System");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /**
     * Returns the heading.
     *
     * @return text for people
     */
    public String title() {
      return title;
    }
  }

  /** What another value does to a run's result, and so whether a resumed run may have one. */
  public enum Effect {
    /** The result is another: a resumed run must have the same value. */
    RESULT,
    /**
     * Sums are formed in another order, so the result is equal but for rounding: a resumed run may
     * have another value, and says that its last bits will differ.
     */
    ROUNDING,
    /**
     * The run ends elsewhere: a resumed run may have another value if every step made so far would
     * have been the same with it.
     */
    LENGTH,
    /**
     * Other data may be read: a resumed run may have another value if it finds the same samples.
     */
    DATA,
    /** None, as long as nothing fails: a resumed run may have another value. */
    NONE
  }

  static Setting<String> text(String name, Group group, String hint, String help) {
    return new Setting<>(name, group, hint, help, List.of(), Effect.RESULT, text -> text);
  }

  static Setting<String> name(
      String name, Group group, String help, Function<String, String> lookUp) {
    return new Setting<>(name, group, "NAME", help, List.of(), Effect.RESULT, lookUp);
  }

  static Setting<String> choice(String name, Group group, String help, String... valid) {
    return new Setting<>(
        name,
        group,
        String.join("|", valid),
        help,
        List.of(),
        Effect.RESULT,
        text -> {
          if (!Arrays.asList(valid).contains(text)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", valid));
          }
          return text;
        });
  }

  static Setting<Integer> integer(String name, Group group, int least, String help) {
    return new Setting<>(
        name,
        group,
        "N",
        help,
        List.of(),
        Effect.RESULT,
        text -> {
          int value = parse(text, Integer::valueOf, "a whole number");
          if (value < least) {
            throw new IllegalArgumentException("expected " + least + " or more");
          }
          return value;
        });
  }

  static Setting<Long> seed(String name, Group group, String help) {
    return new Setting<>(
        name,
        group,
        "N",
        help,
        List.of(),
        Effect.RESULT,
        text -> parse(text, Long::valueOf, "a whole number"));
  }

  static Setting<Double> number(String name, Group group, double least, double most, String help) {
    return new Setting<>(
        name,
        group,
        "X",
        help,
        List.of(),
        Effect.RESULT,
        text -> {
          double value = parse(text, Double::valueOf, "a number");
          if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException("expected a number from " + least + " to " + most);
          }
          return value;
        });
  }

  static Setting<Boolean> flag(String name, Group group, String help) {
    return new Setting<>(
        name,
        group,
        "true|false",
        help,
        List.of(),
        Effect.RESULT,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("expected true or false");
            });
  }

  static Setting<List<Integer>> integers(String name, Group group, String help) {
    return new Setting<>(
        name,
        group,
        "N,N,...",
        help,
        List.of(),
        Effect.RESULT,
        text ->
            text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                    .map(part -> parse(part.strip(), Integer::valueOf, "whole numbers"))
                    .toList());
  }

  static Setting<List<String>> texts(String name, Group group, String hint, String help) {
    return new Setting<>(
        name,
        group,
        hint,
        help,
        List.of(),
        Effect.RESULT,
        text ->
            text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(String::strip).toList());
  }

  /** Gives it another name on the command line. */
  Setting<V> alias(String alias) {
    return new Setting<>(name, group, hint, help, List.of(alias), effect, parser);
  }

  /** Says that another value does something else than give another result. */
  Setting<V> effect(Effect other) {
    return new Setting<>(name, group, hint, help, aliases, other, parser);
  }

  private static <V> V parse(String text, Function<String, V> reader, String expected) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected " + expected, e);
    }
  }

  /**
   * Reads a value.
   *
   * @param text its text form
   * @return the value
   * @throws FinetuneException if the text is none; the message names the setting and what it takes
   */
  public V parse(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new FinetuneException(
          "--" + name + " does not take '" + text + "': " + e.getMessage(), e);
    }
  }

  /**
   * Writes a value as text that {@link #parse(String)} reads.
   *
   * @param value a value of this setting
   * @return its text form
   */
  public static String format(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Setting::format).collect(Collectors.joining(","));
    }
    if (value instanceof Double number) {
      return format(number);
    }
    return String.valueOf(value);
  }

  /** Everyday numbers without an exponent: 0.0005, 100, but 1.0E-8. */
  private static String format(Double number) {
    double size = Math.abs(number);
    if (size != 0 && (size < 1e-6 || size >= 1e9)) {
      return number.toString();
    }
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return name;
  }
}
