package io.finetune.optim;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The state of several parameters, read as lists that run parallel to the weights. */
record StateLists(List<NDArray> weights, List<ParameterState> states) {

  /** Returns every parameter's array of a kind, created as zeros where there is none yet. */
  List<NDArray> zeros(String kind) {
    return filled(kind, NDArray::zerosLike);
  }

  /** Returns every parameter's array of a kind, created from the weight where there is none yet. */
  List<NDArray> filled(String kind, UnaryOperator<NDArray> initial) {
    List<NDArray> arrays = new ArrayList<>(states.size());
    for (int i = 0; i < states.size(); i++) {
      NDArray weight = weights.get(i);
      arrays.add(states.get(i).array(kind, () -> initial.apply(weight)));
    }
    return arrays;
  }
}
