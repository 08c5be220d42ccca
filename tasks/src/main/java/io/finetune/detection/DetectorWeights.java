package io.finetune.detection;

import io.finetune.block.Layer;
import io.finetune.weight.LoadReport;
import io.finetune.weight.Tensor;
import io.finetune.weight.WeightLoading;
import io.finetune.weight.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts weights into a detector: those of a detector, under torchvision's present or older names, or
 * those of an ImageNet classifier, which become its backbone.
 */
public final class DetectorWeights {

  private static final String BODY = "backbone.body.";
  private static final String MASK_BRANCH = "roi_heads.mask_";

  /** What a classifier's weights say nothing about. */
  private static final List<String> BEYOND_BODY = List.of("backbone.fpn.", "rpn.", "roi_heads.");

  private static final Pattern OLD_PYRAMID =
      Pattern.compile("(backbone\\.fpn\\.(?:inner|layer)_blocks\\.\\d+)\\.(weight|bias)");
  private static final Pattern OLD_PROPOSAL_HEAD =
      Pattern.compile("rpn\\.head\\.conv\\.(weight|bias)");
  private static final Pattern OLD_MASK_HEAD =
      Pattern.compile("roi_heads\\.mask_head\\.mask_fcn(\\d)\\.(weight|bias)");

  private DetectorWeights() {}

  /**
   * Copies weights into a network by name, after checking all of them: on an error nothing has
   * changed.
   *
   * <p>A predictor made for another number of classes keeps its first values, and so does a mask
   * branch that the weights lack altogether; the report names both.
   *
   * @param weights read weights
   * @param network a {@link FasterRcnn} or a Mask R-CNN
   * @param predictors beginnings of names of what depends on the number of classes
   * @return what was loaded and what was not
   * @throws io.finetune.WeightException if a tensor is missing or has another shape
   */
  public static LoadReport load(Weights weights, Layer network, List<String> predictors) {
    Map<String, Tensor> given = weights.model().tensors();
    boolean detector = given.keySet().stream().anyMatch(name -> name.startsWith(BODY));
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    given.forEach(
        (name, tensor) -> renamed.put(detector ? present(name) : inBody(name, network), tensor));
    List<String> fresh = new ArrayList<>(detector ? predictors : BEYOND_BODY);
    if (renamed.keySet().stream().noneMatch(name -> name.startsWith(MASK_BRANCH))) {
      fresh.add(MASK_BRANCH);
    }
    return WeightLoading.apply(new Weights(renamed, weights.metadata()), network.state(), fresh);
  }

  /** What is no part of the body, such as a classifier's head, keeps its name. */
  private static String inBody(String name, Layer network) {
    return network.named().containsKey(BODY + name) ? BODY + name : name;
  }

  /** torchvision's present name of a tensor: its version 1 had some convolutions one level up. */
  static String present(String name) {
    Matcher pyramid = OLD_PYRAMID.matcher(name);
    if (pyramid.matches()) {
      return pyramid.group(1) + ".0." + pyramid.group(2);
    }
    Matcher proposalHead = OLD_PROPOSAL_HEAD.matcher(name);
    if (proposalHead.matches()) {
      return "rpn.head.conv.0.0." + proposalHead.group(1);
    }
    Matcher maskHead = OLD_MASK_HEAD.matcher(name);
    if (maskHead.matches()) {
      int place = Integer.parseInt(maskHead.group(1)) - 1;
      return "roi_heads.mask_head." + place + ".0." + maskHead.group(2);
    }
    return name;
  }
}
