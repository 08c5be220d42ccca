package io.finetune.data;

import io.finetune.FinetuneException;
import io.finetune.Names;
import io.finetune.shape.ShapeScene;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What images {@link Shapes} makes.
 *
 * @param images images to train on, at least 1
 * @param test images to test on, at least 1
 * @param size rows and columns of every image, from 32 to 1024
 * @param objects the most objects in an image, from 1 to 99
 * @param empty the share of images without any object, from 0 to 1
 * @param seed decides everything drawn
 */
public record ShapesOptions(int images, int test, int size, int objects, double empty, long seed) {

  /** The dataset's name, alone or before a colon and its options. */
  public static final String NAME = "shapes";

  /** 2,000 and 200 images of 256x256 with one to six objects. */
  public static final ShapesOptions DEFAULT = new ShapesOptions(2000, 200, 256, 6, 0, 0);

  private static final int LARGEST = 1024;

  private static final List<String> KEYS =
      List.of("images", "test", "size", "objects", "empty", "seed");

  /** Requires every value to be in its range. */
  public ShapesOptions {
    require("images", images, 1, Integer.MAX_VALUE);
    require("test", test, 1, Integer.MAX_VALUE);
    require("size", size, ShapeScene.SMALLEST_IMAGE, LARGEST);
    require("objects", objects, 1, ShapeScene.MOST_SHAPES);
    if (!(empty >= 0 && empty <= 1)) {
      throw new IllegalArgumentException("empty is a share from 0 to 1, not " + empty);
    }
  }

  private static void require(String key, int value, int from, int to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is a whole number %s, not %d",
              key,
              to == Integer.MAX_VALUE ? "of at least " + from : "from " + from + " to " + to,
              value));
    }
  }

  /**
   * Reads the options in a dataset's name.
   *
   * @param name {@code shapes}, or with any of the options {@code
   *     shapes:images=500,test=100,size=128,objects=6,empty=0.1,seed=3}; what is left out is as in
   *     {@link #DEFAULT}
   * @throws FinetuneException if an option is unknown, given twice or out of range; the message
   *     says which are valid
   */
  public static ShapesOptions parse(String name) {
    Map<String, String> given = split(name);
    try {
      return new ShapesOptions(
          integer(given, "images", DEFAULT.images),
          integer(given, "test", DEFAULT.test),
          integer(given, "size", DEFAULT.size),
          integer(given, "objects", DEFAULT.objects),
          given.containsKey("empty") ? Double.parseDouble(given.get("empty")) : DEFAULT.empty,
          given.containsKey("seed") ? Long.parseLong(given.get("seed")) : DEFAULT.seed);
    } catch (NumberFormatException e) {
      throw invalid(name, "a value is no number (" + e.getMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw invalid(name, e.getMessage(), e);
    }
  }

  /** Reads the options that follow the dataset's name. */
  static ShapesOptions parse(DatasetOptions options) {
    return parse(options.spec().isEmpty() ? NAME : NAME + ":" + options.spec());
  }

  private static Map<String, String> split(String name) {
    Map<String, String> given = new LinkedHashMap<>();
    if (name.equals(NAME)) {
      return given;
    } else if (!name.startsWith(NAME + ":")) {
      throw invalid(name, "it does not begin with shapes:", null);
    }
    for (String option : name.substring(NAME.length() + 1).split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        throw invalid(name, "'" + option + "' is no key=value", null);
      }
      String key = option.substring(0, equals);
      if (!KEYS.contains(key)) {
        throw Names.unknown("option of dataset shapes", key, KEYS);
      } else if (given.put(key, option.substring(equals + 1)) != null) {
        throw invalid(name, key + " is given twice", null);
      }
    }
    return given;
  }

  private static int integer(Map<String, String> given, String key, int otherwise) {
    return given.containsKey(key) ? Integer.parseInt(given.get(key)) : otherwise;
  }

  private static FinetuneException invalid(String name, String reason, Throwable cause) {
    return new FinetuneException(
        String.format(
            Locale.ROOT,
            "Dataset '%s': %s. Write for example %s:images=500,size=128; valid keys: %s.",
            name,
            reason,
            NAME,
            String.join(", ", KEYS)),
        cause);
  }

  /** Returns the name that {@link #parse} reads as these options, as short as it can be. */
  public String name() {
    StringJoiner options = new StringJoiner(",", NAME + ":", "").setEmptyValue(NAME);
    add(options, "images", images, DEFAULT.images);
    add(options, "test", test, DEFAULT.test);
    add(options, "size", size, DEFAULT.size);
    add(options, "objects", objects, DEFAULT.objects);
    add(options, "empty", empty, DEFAULT.empty);
    add(options, "seed", seed, DEFAULT.seed);
    return options.toString();
  }

  private static void add(StringJoiner options, String key, Number value, Number otherwise) {
    if (!value.equals(otherwise)) {
      options.add(key + "=" + value);
    }
  }
}
