package io.finetune.image;

import io.finetune.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How an image becomes the input of a model outside training: one record, stored with every
 * checkpoint and used by evaluation, prediction and export alike.
 *
 * <p>The image is decoded upright as 8-bit RGB, resized, cut in the middle to {@code (height,
 * width)}, and each channel {@code c} becomes {@code (value / 255 - mean[c]) / std[c]}.
 *
 * @param resize the resize before the crop; empty where images have the right size already
 * @param height rows of the input
 * @param width columns of the input
 * @param mean of the channels R, G, B, in units of the full range
 * @param std of the channels R, G, B, in units of the full range
 */
public record Preprocessing(
    Optional<Resizing> resize, int height, int width, List<Float> mean, List<Float> std) {

  /** Channel means of ImageNet. */
  public static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

  /** Channel deviations of ImageNet. */
  public static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

  /** Channel means of CIFAR-100, as the reference recipe rounds them. */
  public static final List<Float> CIFAR_MEAN = List.of(0.507f, 0.487f, 0.441f);

  /** Channel deviations of CIFAR-100, as the reference recipe rounds them. */
  public static final List<Float> CIFAR_STD = List.of(0.267f, 0.256f, 0.276f);

  private static final Pattern SIDES = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
  private static final Pattern SHORTER = Pattern.compile("shorter (\\d{1,6})");

  /** Requires three channels and positive numbers. */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a model's input has at least 1 pixel, not " + height + "x" + width);
    }
    if (mean.size() != 3 || std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException(
          "mean and std need three numbers each, std above 0, not " + mean + " and " + std);
    }
  }

  /** ImageNet's usual: the shorter side to {@code resize}, the middle {@code size} square. */
  public static Preprocessing imagenet(int resize, int size) {
    return new Preprocessing(
        Optional.of(new Resize(resize)), size, size, IMAGENET_MEAN, IMAGENET_STD);
  }

  /** CIFAR's: the images as they are. */
  public static Preprocessing cifar() {
    return new Preprocessing(Optional.empty(), 32, 32, CIFAR_MEAN, CIFAR_STD);
  }

  /** Returns the steps on the host; normalising is the device's. */
  public Pipeline pipeline() {
    List<Transform> steps = new ArrayList<>();
    resize.ifPresent(steps::add);
    steps.add(new CenterCrop(height, width));
    return new Pipeline(steps);
  }

  /** Returns this record in one line, for the settings printed before training. */
  public String describe() {
    return pipeline().describe() + ", mean " + mean + ", std " + std;
  }

  /** Returns this record as text, from which {@link #fromMap} makes an equal one. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("resize", resize.map(Preprocessing::write).orElse("none"));
    map.put("crop", height + "x" + width);
    map.put("interpolation", Resampling.NAME);
    map.put("mean", join(mean));
    map.put("std", join(std));
    return map;
  }

  /**
   * Makes the record that {@link #toMap} wrote.
   *
   * @throws DataException if a key is missing or its value is not understood
   */
  public static Preprocessing fromMap(Map<String, String> map) {
    String interpolation = value(map, "interpolation");
    if (!interpolation.equals(Resampling.NAME)) {
      throw bad("interpolation", interpolation, Resampling.NAME);
    }
    int[] crop = sides("crop", value(map, "crop"));
    return new Preprocessing(
        resizing(value(map, "resize")),
        crop[0],
        crop[1],
        channels("mean", value(map, "mean")),
        channels("std", value(map, "std")));
  }

  private static String write(Resizing resizing) {
    if (resizing instanceof Resize shorter) {
      return "shorter " + shorter.size();
    }
    ResizeExact exact = (ResizeExact) resizing;
    return exact.height() + "x" + exact.width();
  }

  private static Optional<Resizing> resizing(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    Matcher shorter = SHORTER.matcher(text);
    if (shorter.matches()) {
      return Optional.of(new Resize(Integer.parseInt(shorter.group(1))));
    }
    int[] exact = sides("resize", text);
    return Optional.of(new ResizeExact(exact[0], exact[1]));
  }

  private static int[] sides(String key, String text) {
    Matcher matcher = SIDES.matcher(text);
    if (!matcher.matches()) {
      throw bad(key, text, "HEIGHTxWIDTH, such as 224x224");
    }
    return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
  }

  private static List<Float> channels(String key, String text) {
    try {
      List<Float> values = Arrays.stream(text.split(",")).map(Float::valueOf).toList();
      if (values.size() == 3) {
        return values;
      }
    } catch (NumberFormatException e) {
      throw new DataException(bad(key, text, "three numbers").getMessage(), e);
    }
    throw bad(key, text, "three numbers");
  }

  private static String join(List<Float> values) {
    return values.stream().map(v -> Float.toString(v)).collect(Collectors.joining(","));
  }

  private static String value(Map<String, String> map, String key) {
    String value = map.get(key);
    if (value == null) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "The stored preprocessing has no \"%s\", only %s; the checkpoint is from elsewhere.",
              key,
              new TreeSet<>(map.keySet())));
    }
    return value;
  }

  private static DataException bad(String key, String value, String expected) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "The stored preprocessing has %s = \"%s\"; expected %s.",
            key,
            value,
            expected));
  }
}
