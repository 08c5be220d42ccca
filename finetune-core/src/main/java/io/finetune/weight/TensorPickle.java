package io.finetune.weight;

import io.finetune.torch.PickleWriter;
import io.finetune.torch.TorchArchive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes tensors into the pickle of a PyTorch archive. The pickle says type, shape and place; the
 * values lie beside it as the records {@code data/0}, {@code data/1}, ...
 */
public final class TensorPickle {

  private final PickleWriter pickle;
  private final List<Tensor> tensors = new ArrayList<>();

  /**
   * Begins.
   *
   * @param pickle where tensors are pushed
   */
  public TensorPickle(PickleWriter pickle) {
    this.pickle = pickle;
  }

  /**
   * Pushes a tensor that requires no gradient.
   *
   * @param tensor its values
   */
  public void push(Tensor tensor) {
    long[] shape = tensor.shape();
    pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
    pickle.mark().text("storage").global("torch", tensor.type().torchStorage());
    pickle.text(Integer.toString(tensors.size())).text("cpu").integer(tensor.size()).tuple();
    pickle.persistent();
    pickle.integer(0).integers(shape).integers(strides(shape)).bool(false);
    pickle.global("collections", "OrderedDict").emptyTuple().call();
    pickle.tuple().call();
    tensors.add(tensor);
  }

  /** Steps between neighbours along each axis, row-major. */
  private static long[] strides(long[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= Math.max(1, shape[d]);
    }
    return strides;
  }

  /**
   * Adds the values of the pushed tensors.
   *
   * @param archive the archive that holds the pickle
   * @throws IOException if they cannot be written
   */
  public void addValues(TorchArchive archive) throws IOException {
    for (int i = 0; i < tensors.size(); i++) {
      archive.add("data/" + i, tensors.get(i).data());
    }
  }
}
