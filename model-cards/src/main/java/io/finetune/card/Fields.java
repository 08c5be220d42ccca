package io.finetune.card;

import io.finetune.FinetuneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One mapping of a YAML file, read strictly: a key that is not expected, a key that is missing and
 * a value of the wrong kind are errors that name the file, the key and what is valid.
 */
final class Fields {

  private final String file;
  private final String path;
  private final Map<?, ?> values;

  /**
   * Takes a mapping and checks its keys.
   *
   * @param file the file it is from, for messages
   * @param path the keys that lead to it, "" at the top
   * @param value the parsed YAML, expected to be a mapping
   * @param valid the keys it may have
   * @throws FinetuneException if it is not a mapping or has another key
   */
  Fields(String file, String path, Object value, Set<String> valid) {
    this.file = file;
    this.path = path;
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(path, value, "a mapping with the keys " + new TreeSet<>(valid));
    }
    this.values = map;
    for (Object key : map.keySet()) {
      if (!(key instanceof String name) || !valid.contains(name)) {
        throw new FinetuneException(
            file + ": unknown key " + child(key) + "; valid here: " + new TreeSet<>(valid));
      }
    }
  }

  String text(String key) {
    Object value = get(key);
    if (!(value instanceof String text) || text.isBlank()) {
      throw wrong(child(key), value, "text");
    }
    return text;
  }

  long integer(String key) {
    Object value = get(key);
    if (!(value instanceof Integer) && !(value instanceof Long)) {
      throw wrong(child(key), value, "a whole number");
    }
    return ((Number) value).longValue();
  }

  int small(String key) {
    long value = integer(key);
    if (value != (int) value) {
      throw wrong(child(key), value, "a whole number below 2^31");
    }
    return (int) value;
  }

  double number(String key) {
    return number(child(key), get(key));
  }

  List<Double> numbers(String key) {
    return list(key).stream().map(item -> number(child(key), item)).toList();
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(key)) {
      if (!(item instanceof String text)) {
        throw wrong(child(key), item, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    String text = text(key);
    List<String> valid = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      valid.add(name);
    }
    throw wrong(child(key), text, "one of " + valid);
  }

  Fields fields(String key, Set<String> valid) {
    return new Fields(file, child(key), get(key), valid);
  }

  List<Fields> list(String key, Set<String> valid) {
    List<Fields> items = new ArrayList<>();
    for (Object item : list(key)) {
      items.add(new Fields(file, child(key) + "[" + items.size() + "]", item, valid));
    }
    return items;
  }

  /** Reads a key that may be left out. */
  <T> Optional<T> optional(String key, Function<String, T> reader) {
    return values.containsKey(key) ? Optional.of(reader.apply(key)) : Optional.empty();
  }

  private List<?> list(String key) {
    Object value = get(key);
    if (!(value instanceof List<?> list)) {
      throw wrong(child(key), value, "a list");
    }
    return list;
  }

  private double number(String where, Object value) {
    if (!(value instanceof Number number)) {
      throw wrong(where, value, "a number");
    }
    return number.doubleValue();
  }

  private Object get(String key) {
    if (!values.containsKey(key)) {
      throw new FinetuneException(file + ": key " + child(key) + " is missing; add it");
    }
    return values.get(key);
  }

  private String child(Object key) {
    return path.isEmpty() ? String.valueOf(key) : path + "." + key;
  }

  private FinetuneException wrong(String where, Object value, String expected) {
    String place = where.isEmpty() ? "the file" : where;
    return new FinetuneException(file + ": " + place + " is " + value + ", expected " + expected);
  }
}
