package io.finetune.data;

import java.util.List;
import java.util.Map;

/** A value of a MATLAB file, of the kinds that dataset lists are made of. Arrays are flattened. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
sealed interface MatValue {

  /** Numbers of any type, in column order. */
  record Numbers(double[] values) implements MatValue {}

  /** A char array, in column order. */
  record Text(String value) implements MatValue {}

  /** A cell array, in column order. */
  record Cells(List<MatValue> values) implements MatValue {}

  /** A struct array: one map for each element. */
  record Structs(List<Map<String, MatValue>> elements) implements MatValue {}
}
