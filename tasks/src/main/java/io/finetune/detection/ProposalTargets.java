package io.finetune.detection;

import io.finetune.box.BalancedSampler;
import io.finetune.box.BoxCoder;
import io.finetune.box.Boxes;
import io.finetune.box.Matcher;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the region proposal network should have said about some anchors of a batch.
 *
 * @param chosen {@code (C)}: the anchors drawn, as places among the anchors of all images
 * @param labels {@code (C)}: 1 for an object, 0 for background
 * @param matched {@code (P)}: those of an object
 * @param codes {@code (P, 4)}: the deltas that lead them to their objects
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read, never compared
record ProposalTargets(long[] chosen, float[] labels, long[] matched, float[] codes) {

  /**
   * Matches and draws, image by image.
   *
   * @param anchors {@code (S, 4)}, the same for every image
   * @param truth the objects of each image
   * @param seeds of each image
   */
  static ProposalTargets of(
      float[] anchors,
      List<TrueBoxes> truth,
      List<Long> seeds,
      Matcher matcher,
      BalancedSampler sampler) {
    List<ProposalTargets> images =
        IntStream.range(0, truth.size())
            .parallel()
            .mapToObj(
                image -> {
                  int[] matches = matcher.match(truth.get(image).boxes(), anchors);
                  BalancedSampler.Chosen drawn = sampler.choose(matches, seeds.get(image));
                  long first = (long) image * Boxes.count(anchors);
                  return of(anchors, truth.get(image), matches, drawn, first);
                })
            .toList();
    return new ProposalTargets(
        Joined.longs(images.stream().map(ProposalTargets::chosen).toList()),
        Joined.floats(images.stream().map(ProposalTargets::labels).toList()),
        Joined.longs(images.stream().map(ProposalTargets::matched).toList()),
        Joined.floats(images.stream().map(ProposalTargets::codes).toList()));
  }

  private static ProposalTargets of(
      float[] anchors, TrueBoxes truth, int[] matches, BalancedSampler.Chosen drawn, long first) {
    int[] all = drawn.all();
    float[] labels = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      labels[i] = matches[all[i]] >= 0 ? 1 : 0;
    }
    int[] positives = drawn.positives();
    int[] owners = Arrays.stream(positives).map(anchor -> matches[anchor]).toArray();
    return new ProposalTargets(
        Arrays.stream(all).mapToLong(anchor -> first + anchor).toArray(),
        labels,
        Arrays.stream(positives).mapToLong(anchor -> first + anchor).toArray(),
        BoxCoder.PROPOSAL.encode(
            Boxes.select(truth.boxes(), owners), Boxes.select(anchors, positives)));
  }
}
