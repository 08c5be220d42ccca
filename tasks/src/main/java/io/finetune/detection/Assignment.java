package io.finetune.detection;

import io.finetune.box.BalancedSampler;
import io.finetune.box.Matcher;
import io.finetune.box.Nms;
import io.finetune.box.Proposals;

/**
 * Which candidates stand for an object, which for background, and how many of them the losses are
 * computed on.
 *
 * @param anchorMatcher gives anchors their objects
 * @param anchorSampler draws anchors of an image
 * @param proposals chooses the proposals of an image in training
 * @param regionMatcher gives proposals their objects
 * @param regionSampler draws proposals of an image
 */
public record Assignment(
    Matcher anchorMatcher,
    BalancedSampler anchorSampler,
    Proposals proposals,
    Matcher regionMatcher,
    BalancedSampler regionSampler) {

  /**
   * torchvision's thresholds: anchors from 0.7 are objects, below 0.3 background; proposals from
   * 0.5 are objects; half of the drawn anchors and a quarter of the drawn proposals are objects at
   * most.
   *
   * @param anchors how many anchors of an image are drawn; 256 in torchvision
   * @param proposals how many proposals of an image there are at most; 2000 in torchvision
   * @param regions how many of them are drawn; 512 in torchvision
   */
  public static Assignment of(int anchors, int proposals, int regions) {
    return new Assignment(
        new Matcher(0.7, 0.3, true),
        new BalancedSampler(anchors, 0.5),
        new Proposals(proposals, proposals, new Nms(0.7), 0),
        new Matcher(0.5, 0.5, false),
        new BalancedSampler(regions, 0.25));
  }
}
