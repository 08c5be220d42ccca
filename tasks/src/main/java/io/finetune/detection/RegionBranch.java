package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import java.util.List;

/**
 * What a network learns of a region that matches an object beside its class and box, such as a
 * mask.
 */
public interface RegionBranch {

  /**
   * The regions of one image that match an object.
   *
   * @param boxes {@code (P, 4)}: the regions, in pixels of the network's input
   * @param owners the P objects, as stored
   * @param image the stored image's objects
   * @param view what became of the image on its way to the network
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read, never compared
  record Matched(float[] boxes, List<Instance> owners, Instances image, InputSizes.View view) {

    /** Copies the list. */
    public Matched {
      owners = List.copyOf(owners);
    }
  }

  /** Returns the name of the loss. */
  String name();

  /**
   * Computes the loss of a batch.
   *
   * @param store where the parameters' arrays are found
   * @param maps the pyramid's maps, finest first; not closed
   * @param matched for each image its regions, possibly none
   * @return a float32 scalar attached to the manager of the maps; zero if there are no regions
   */
  NDArray loss(ParameterStore store, NDList maps, List<Matched> matched);
}
