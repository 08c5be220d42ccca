package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.finetune.kernel.DetectionKernels;

/**
 * What a network sees of R regions. They lie in the order of the maps they come from, which spares
 * a copy; what is computed from them is put back into the caller's order in the end.
 *
 * @param cells (R, 256, side, side), in the dtype of the features
 * @param places int64 (R): where each of the caller's regions is among the cells
 * @param origins int64 (R): which of the caller's regions each entry of the cells is
 */
public record PooledRegions(NDArray cells, NDArray places, NDArray origins)
    implements AutoCloseable {

  /**
   * Puts what belongs to the cells into the caller's order.
   *
   * @param results (R, ...) in the order of the cells; closed by this call
   * @return the same in the caller's order, attached to the manager of {@code results}
   */
  public NDArray restore(NDArray results) {
    try (results) {
      return DetectionKernels.on(results.getDevice()).select(results.getManager(), results, places);
    }
  }

  /**
   * Puts what belongs to the caller's regions into the order of the cells.
   *
   * @param scope the owner of the result
   * @param values (R, ...) in the caller's order
   * @return the same in the order of the cells
   */
  public NDArray arrange(NDManager scope, NDArray values) {
    return DetectionKernels.on(values.getDevice()).select(scope, values, origins);
  }

  /**
   * Closes the cells. The places stay until their manager closes: on the CPU they share Java's
   * memory, which a backward pass reads once more.
   */
  @Override
  public void close() {
    cells.close();
  }
}
