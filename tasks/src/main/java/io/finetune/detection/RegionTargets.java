package io.finetune.detection;

import io.finetune.box.BalancedSampler;
import io.finetune.box.BoxCoder;
import io.finetune.box.Boxes;
import io.finetune.box.Matcher;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The regions of one image that the heads learn from, and what they should say.
 *
 * @param boxes {@code (R, 4)}: the regions drawn, in pixels of the network's input
 * @param labels {@code (R)}: the class of each, 1 to the number of classes; 0 is background
 * @param matched {@code (P)}: places of those that match an object, ascending
 * @param owners {@code (P)}: the object of each of them
 * @param codes {@code (P, 4)}: the deltas that lead them to their objects
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read, never compared
record RegionTargets(float[] boxes, int[] labels, int[] matched, int[] owners, float[] codes) {

  /**
   * Matches and draws.
   *
   * @param proposals {@code (N, 4)}; the objects' own boxes join them
   * @param truth the objects of the image
   * @param seed of the image
   */
  static RegionTargets of(
      float[] proposals, TrueBoxes truth, long seed, Matcher matcher, BalancedSampler sampler) {
    float[] candidates = Boxes.concat(proposals, truth.boxes());
    int[] matches = matcher.match(truth.boxes(), candidates);
    int[] drawn = sampler.choose(matches, seed).all();
    int[] matched = IntStream.range(0, drawn.length).filter(i -> matches[drawn[i]] >= 0).toArray();
    int[] owners = Arrays.stream(matched).map(i -> matches[drawn[i]]).toArray();
    int[] labels = new int[drawn.length];
    for (int i = 0; i < matched.length; i++) {
      labels[matched[i]] = truth.objects().get(owners[i]).label() + 1;
    }
    float[] boxes = Boxes.select(candidates, drawn);
    float[] codes =
        BoxCoder.HEAD.encode(Boxes.select(truth.boxes(), owners), Boxes.select(boxes, matched));
    return new RegionTargets(boxes, labels, matched, owners, codes);
  }
}
