package io.finetune.weight;

import io.finetune.WeightException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors by name, in the order of their file, and the file's metadata. Immutable.
 *
 * @param tensors names to tensors; a nested checkpoint's names are dotted paths into it
 * @param metadata free strings, as safetensors keeps them
 * @param modelPrefix what stands before the model's own names, such as {@code model.}; often empty
 */
public record Weights(
    Map<String, Tensor> tensors, Map<String, String> metadata, String modelPrefix) {

  private static final String DATA_PARALLEL = "module.";

  /** Copies the maps, keeping their order. */
  public Weights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Weights whose names are the model's own.
   *
   * @param tensors names to tensors
   * @param metadata free strings
   */
  public Weights(Map<String, Tensor> tensors, Map<String, String> metadata) {
    this(tensors, metadata, "");
  }

  /**
   * Reads a weight file of any known format, told by its content: safetensors; PyTorch zip, from
   * {@code torch.save} or TorchScript; PyTorch legacy; DJL {@code .params}; gzip of any of these.
   * Nothing in the file is executed.
   *
   * @param path the file; mapped, so it must not be changed in place while the weights are in use
   * @return its tensors under their full names
   * @throws WeightException if there is no such file, or it is damaged or of another kind
   */
  public static Weights read(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return WeightFormat.of(file).read(file);
    } catch (WeightException e) {
      String start = "The weight file ";
      throw e.getMessage().startsWith(start)
          ? e
          : new WeightException(
              start + path.toAbsolutePath() + " is refused: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file that {@link #write} has written, and nothing else: a file without a checksum, or
   * one that does not fit it, is refused.
   *
   * @param path the file; mapped, so it must not be changed in place while the weights are in use
   * @return its tensors
   * @throws WeightException if there is no such file, or it is not to the byte as it was written
   */
  public static Weights readChecked(Path path) {
    FileBytes file = FileBytes.open(path);
    FileChecksum.require(file);
    return Safetensors.read(file);
  }

  /**
   * The model's part under the model's names: a checkpoint's wrapper ({@code model}, {@code
   * state_dict}, ...) and the {@code module.} of data-parallel training are taken off, GluonCV's
   * names of a ResNet become torchvision's, whatever else the checkpoint holds is left out.
   */
  public Weights model() {
    Map<String, Tensor> out = stripped(tensors, modelPrefix);
    if (!out.isEmpty() && out.keySet().stream().allMatch(n -> n.startsWith(DATA_PARALLEL))) {
      out = stripped(out, DATA_PARALLEL);
    }
    return new Weights(GluonNames.toTorchvision(out), metadata);
  }

  private static Map<String, Tensor> stripped(Map<String, Tensor> tensors, String prefix) {
    Map<String, Tensor> out = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            out.put(name.substring(prefix.length()), tensor);
          }
        });
    return out;
  }

  /**
   * The same tensors, in order, under other names: for DJL's {@code .params}, which hold no block
   * names.
   *
   * @param names one distinct name per tensor
   * @throws WeightException if there are more or fewer names than tensors, or one occurs twice
   */
  public Weights renamed(List<String> names) {
    Map<String, Tensor> out = new LinkedHashMap<>();
    Iterator<Tensor> values = tensors.values().iterator();
    for (String name : names) {
      if (values.hasNext() && out.put(name, values.next()) != null) {
        throw new WeightException("The name " + name + " is given twice; every tensor needs one.");
      }
    }
    if (names.size() != tensors.size()) {
      throw new WeightException(
          names.size() + " names are given for " + tensors.size() + " tensors; give one for each.");
    }
    return new Weights(out, metadata);
  }

  /**
   * Writes safetensors: the whole file or, after a crash, the former one, never a part. Its
   * metadata carry a checksum of the file, which {@link #read} verifies.
   *
   * @param path the file to make or replace; its folder is made if absent
   * @throws WeightException if it cannot be written
   */
  public void write(Path path) {
    write(path, DurableFile::publish);
  }

  /**
   * Writes safetensors, and keeps the file that had the name under another: whatever happens, one
   * of the two is whole.
   *
   * @param path the file to make or replace; its folder is made if absent
   * @param former what the file that is there is called afterwards, in the same folder
   * @throws WeightException if it cannot be written
   */
  public void writeKeeping(Path path, Path former) {
    write(path, file -> file.publishKeeping(former));
  }

  /**
   * Writes what {@code torch.save} makes of a state dict, with the metadata in a record that
   * PyTorch passes over; {@code torch.load(file, weights_only=True)} takes it.
   *
   * @param out where it goes; closed
   * @throws IOException if it cannot be written
   */
  public void writeTorch(OutputStream out) throws IOException {
    TorchStateDict.write(this, out);
  }

  private void write(Path path, DurableFile.Content publishing) {
    try (DurableFile file = DurableFile.create(path)) {
      Safetensors.write(this, file.channel());
      publishing.writeTo(file);
    } catch (IOException e) {
      throw new WeightException(
          "Weights cannot be written to "
              + path.toAbsolutePath()
              + ": "
              + e
              + ". Check space and rights.",
          e);
    }
  }
}
