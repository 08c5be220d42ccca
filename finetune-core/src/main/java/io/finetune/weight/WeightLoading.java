package io.finetune.weight;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.finetune.WeightException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts weights into the arrays of a model. */
public final class WeightLoading {

  private static final String STEP_COUNTER = "num_batches_tracked";

  private WeightLoading() {}

  /**
   * Copies weights into arrays of the same names, after checking all of them: on an error no array
   * has changed. Values are converted between float types where they differ.
   *
   * @param weights read weights; their {@link Weights#model()} part is used
   * @param arrays the model's parameters and buffers by name; overwritten in place
   * @param headPrefixes beginnings of names of the head, such as {@code fc.}: of these a missing or
   *     differently shaped tensor keeps the model's own initial value
   * @return what was loaded and what was not
   * @throws WeightException if any other tensor is missing or of another shape
   */
  public static LoadReport apply(
      Weights weights, Map<String, NDArray> arrays, Collection<String> headPrefixes) {
    Map<String, Tensor> given = weights.model().tensors();
    Map<String, Tensor> fitting = new LinkedHashMap<>();
    List<String> replaced = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    List<String> mismatched = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          Tensor tensor = given.get(name);
          long[] shape = array.getShape().getShape();
          if (tensor != null && Arrays.equals(tensor.shape(), shape)) {
            fitting.put(name, tensor);
          } else if (headPrefixes.stream().anyMatch(name::startsWith)) {
            replaced.add(name);
          } else if (tensor == null) {
            (name.endsWith(STEP_COUNTER) ? missing : absent).add(name);
          } else {
            mismatched.add(
                name
                    + " (file "
                    + Arrays.toString(tensor.shape())
                    + ", model "
                    + Arrays.toString(shape)
                    + ")");
          }
        });
    List<String> unexpected = given.keySet().stream().filter(n -> !arrays.containsKey(n)).toList();
    if (!absent.isEmpty() || !mismatched.isEmpty()) {
      throw mismatch(absent, mismatched, unexpected);
    }
    Map<String, ByteBuffer> values = new LinkedHashMap<>();
    fitting.forEach((name, tensor) -> values.put(name, values(name, tensor, arrays.get(name))));
    values.forEach((name, value) -> replace(arrays.get(name), value));
    return new LoadReport(List.copyOf(fitting.keySet()), replaced, missing, unexpected);
  }

  /**
   * Gives the array new content in the engine's own memory. {@code NDArray.set} would leave it in a
   * Java buffer, which counts against the heap's limit for as long as the model lives.
   */
  private static void replace(NDArray array, ByteBuffer value) {
    boolean gradient = array.hasGradient();
    if (array.getShape().size() == 0) {
      return;
    }
    try (NDArray view = array.getManager().create(value, array.getShape(), array.getDataType())) {
      array.intern(view.duplicate());
    }
    if (gradient) {
      array.setRequiresGradient(true);
    }
  }

  private static ByteBuffer values(String name, Tensor tensor, NDArray array) {
    DataType target = array.getDataType();
    try {
      return tensor.bytesAs(target);
    } catch (WeightException e) {
      throw new WeightException(
          "The weight "
              + name
              + " is of type "
              + tensor.type()
              + ", the model's is "
              + target
              + ".",
          e);
    }
  }

  private static WeightException mismatch(
      List<String> absent, List<String> mismatched, List<String> unexpected) {
    StringBuilder message = new StringBuilder("The weights do not fit the model.");
    if (!absent.isEmpty()) {
      message.append(" Missing: ").append(LoadReport.listed(absent)).append('.');
    }
    if (!mismatched.isEmpty()) {
      message.append(" Of another shape: ").append(LoadReport.listed(mismatched)).append('.');
    }
    if (!unexpected.isEmpty()) {
      message.append(" Not in the model: ").append(LoadReport.listed(unexpected)).append('.');
    }
    return new WeightException(
        message
            .append(" Choose the model these weights were made for, or other weights.")
            .toString());
  }
}
