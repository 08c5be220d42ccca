package io.finetune.weight;

import ai.djl.ndarray.types.DataType;
import io.finetune.WeightException;
import java.util.Arrays;
import java.util.Optional;

/** The element types of stored tensors. The constant's name is the safetensors name. */
public enum TensorType {
  /** IEEE double. */
  F64(8, "DoubleStorage", DataType.FLOAT64),
  /** IEEE single. */
  F32(4, "FloatStorage", DataType.FLOAT32),
  /** IEEE half. */
  F16(2, "HalfStorage", DataType.FLOAT16),
  /** The upper half of an IEEE single; DJL has no such type. */
  BF16(2, "BFloat16Storage", null),
  /** Signed 64 bits. */
  I64(8, "LongStorage", DataType.INT64),
  /** Signed 32 bits. */
  I32(4, "IntStorage", DataType.INT32),
  /** Signed 16 bits. */
  I16(2, "ShortStorage", DataType.INT16),
  /** Signed 8 bits. */
  I8(1, "CharStorage", DataType.INT8),
  /** Unsigned 8 bits. */
  U8(1, "ByteStorage", DataType.UINT8),
  /** One byte, 0 or 1. */
  BOOL(1, "BoolStorage", DataType.BOOLEAN);

  private final int bytes;
  private final String torchStorage;
  private final DataType dataType;

  TensorType(int bytes, String torchStorage, DataType dataType) {
    this.bytes = bytes;
    this.torchStorage = torchStorage;
    this.dataType = dataType;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** The DJL type with the same bits; empty for {@link #BF16}. */
  public Optional<DataType> dataType() {
    return Optional.ofNullable(dataType);
  }

  /** The class of {@code torch} that holds values of this type, such as {@code FloatStorage}. */
  String torchStorage() {
    return torchStorage;
  }

  /** The type of a class of {@code torch}, such as {@code FloatStorage}. */
  static Optional<TensorType> ofTorchStorage(String name) {
    return Arrays.stream(values()).filter(t -> t.torchStorage.equals(name)).findFirst();
  }

  /**
   * The type with DJL's name.
   *
   * @throws WeightException if tensors of that type cannot be stored
   */
  static TensorType of(DataType dataType) {
    return Arrays.stream(values())
        .filter(t -> t.dataType == dataType)
        .findFirst()
        .orElseThrow(
            () ->
                new WeightException(
                    "An array of type "
                        + dataType
                        + " cannot be kept as a weight: convert it to one of "
                        + Arrays.toString(values())
                        + " first (bfloat16 to float32)."));
  }
}
