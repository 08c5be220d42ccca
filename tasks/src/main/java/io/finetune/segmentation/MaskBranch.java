package io.finetune.segmentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.DataException;
import io.finetune.box.MaskTargets;
import io.finetune.box.ResizedMask;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.detection.PooledRegions;
import io.finetune.detection.RegionBranch;
import io.finetune.detection.RegionPooler;
import io.finetune.kernel.LossKernels;
import io.finetune.region.Rle;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** What Mask R-CNN learns of a region: the object's mask, at 28 x 28 pixels of the region. */
public final class MaskBranch implements RegionBranch {

  private final MaskRcnn network;
  private final RegionPooler pooler = new RegionPooler(MaskRcnn.REGION_SIDE);
  private final MaskTargets targets = new MaskTargets(MaskRcnn.MASK_SIDE);

  /**
   * Constructs the branch.
   *
   * @param network the network
   */
  public MaskBranch(MaskRcnn network) {
    this.network = network;
  }

  @Override
  public String name() {
    return "mask";
  }

  @Override
  public NDArray loss(ParameterStore store, NDList maps, List<Matched> matched) {
    NDManager scope = maps.head().getManager();
    long[] labels =
        matched.stream()
            .flatMap(image -> image.owners().stream())
            .mapToLong(object -> object.label() + 1L)
            .toArray();
    float[] wanted = new float[labels.length * MaskRcnn.MASK_SIDE * MaskRcnn.MASK_SIDE];
    int at = 0;
    for (float[] image : matched.parallelStream().map(this::project).toList()) {
      System.arraycopy(image, 0, wanted, at, image.length);
      at += image.length;
    }
    Shape shape = new Shape(labels.length, MaskRcnn.MASK_SIDE, MaskRcnn.MASK_SIDE);
    // Arrays made of Java arrays stay open until the backward pass has read their memory.
    NDArray classes = scope.create(labels);
    NDArray goal = scope.create(wanted, shape);
    try (PooledRegions pooled = pooler.pool(maps, matched.stream().map(Matched::boxes).toList());
        NDArray logits = network.masks(store, pooled, classes, true)) {
      return LossKernels.on(scope.getDevice()).maskLoss(scope, logits, goal);
    }
  }

  private float[] project(Matched image) {
    IdentityHashMap<Instance, Integer> places = new IdentityHashMap<>();
    List<ResizedMask> masks = new ArrayList<>();
    int[] owners = new int[image.owners().size()];
    for (int i = 0; i < owners.length; i++) {
      Instance owner = image.owners().get(i);
      Integer place = places.putIfAbsent(owner, masks.size());
      if (place == null) {
        masks.add(mask(image, owner));
      }
      owners[i] = places.get(owner);
    }
    return targets.project(masks, image.boxes(), owners);
  }

  private static ResizedMask mask(Matched matched, Instance object) {
    Instances image = matched.image();
    Rle mask =
        object
            .segmentation()
            .orElseThrow(
                () ->
                    new DataException(
                        "object "
                            + object.id()
                            + " of image "
                            + image.imageId()
                            + " has a box but no mask: train a Faster R-CNN on such data, or"
                            + " annotate masks"))
            .toRle(image.height(), image.width());
    return new ResizedMask(mask, matched.view().size(), matched.view().mirrored());
  }
}
