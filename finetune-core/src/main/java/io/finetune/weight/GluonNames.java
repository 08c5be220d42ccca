package io.finetune.weight;

import io.finetune.HostileText;
import io.finetune.WeightException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GluonCV's names of a ResNet v1b, the architecture of torchvision's, turned into torchvision's:
 * {@code resnetv1b_layers2_conv3_weight} is {@code layer2.1.conv2.weight}. GluonCV numbers the
 * convolutions of a stage through and keeps the shortcut's apart; whatever else a file holds, such
 * as the heads of a detector, keeps its name.
 */
final class GluonNames {

  private static final Pattern RESNET =
      Pattern.compile(
          "(?:.*_)?resnetv1b_(?:(layers|down)([1-4])_)?(conv|batchnorm|dense)(\\d{1,4})_(\\w+)");

  private static final Map<String, String> NORM =
      Map.of(
          "gamma", "weight",
          "beta", "bias",
          "running_mean", "running_mean",
          "running_var", "running_var");

  private GluonNames() {}

  /** Renames what is a ResNet v1b's; returns the same map where nothing is. */
  static Map<String, Tensor> toTorchvision(Map<String, Tensor> tensors) {
    if (tensors.keySet().stream().noneMatch(name -> RESNET.matcher(name).matches())) {
      return tensors;
    }
    Map<String, Integer> perBlock = convolutionsPerBlock(tensors);
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String ours = torchvision(name, perBlock);
          if (renamed.put(ours, tensor) != null) {
            throw new WeightException(
                "Two tensors of the weights would be named "
                    + HostileText.shown(ours)
                    + ", one of them "
                    + HostileText.shown(name)
                    + ": the file holds more than one network. Export the wanted one alone.");
          }
        });
    return renamed;
  }

  /** By stage: two of 3x3 in a basic block, three in a bottleneck, which begins with 1x1. */
  private static Map<String, Integer> convolutionsPerBlock(Map<String, Tensor> tensors) {
    Map<String, Integer> perBlock = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          Matcher parts = RESNET.matcher(name);
          if (parts.matches()
              && "layers".equals(parts.group(1))
              && parts.group(3).equals("conv")
              && parts.group(4).equals("0")) {
            long[] shape = tensor.shape();
            perBlock.put(parts.group(2), shape.length == 4 && shape[3] == 1 ? 3 : 2);
          }
        });
    return perBlock;
  }

  private static String torchvision(String name, Map<String, Integer> perBlock) {
    Matcher parts = RESNET.matcher(name);
    if (!parts.matches()) {
      return name;
    }
    boolean norm = parts.group(3).equals("batchnorm");
    String leaf = norm ? NORM.get(parts.group(5)) : parts.group(5);
    if (leaf == null) {
      return name;
    }
    if (parts.group(3).equals("dense")) {
      return "fc." + leaf;
    }
    int number = Integer.parseInt(parts.group(4));
    String kind = norm ? "bn" : "conv";
    if (parts.group(1) == null) {
      return kind + (number + 1) + "." + leaf;
    }
    String stage = "layer" + parts.group(2) + ".";
    if (parts.group(1).equals("down")) {
      return stage + "0.downsample." + (norm ? 1 : 0) + "." + leaf;
    }
    int block = perBlock.getOrDefault(parts.group(2), 2);
    return stage + number / block + "." + kind + (number % block + 1) + "." + leaf;
  }
}
