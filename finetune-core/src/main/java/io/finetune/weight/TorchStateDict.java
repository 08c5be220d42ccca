package io.finetune.weight;

import io.finetune.torch.PickleWriter;
import io.finetune.torch.TorchArchive;
import java.io.IOException;
import java.io.OutputStream;

/** Writes what {@code torch.save} makes of a state dict: an {@code OrderedDict} of tensors. */
final class TorchStateDict {

  private TorchStateDict() {}

  static void write(Weights weights, OutputStream out) throws IOException {
    PickleWriter pickle = new PickleWriter();
    TensorPickle tensors = new TensorPickle(pickle);
    pickle.global("collections", "OrderedDict").emptyTuple().call().mark();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              pickle.text(name);
              tensors.push(tensor);
            });
    pickle.setItems();
    try (TorchArchive archive = new TorchArchive(out, "archive")) {
      archive.add("data.pkl", pickle.toBytes());
      tensors.addValues(archive);
      if (!weights.metadata().isEmpty()) {
        MetadataRecord.add(archive, weights.metadata());
      }
    }
  }
}
