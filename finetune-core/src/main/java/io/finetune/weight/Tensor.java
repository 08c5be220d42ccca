package io.finetune.weight;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.finetune.WeightException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;

/**
 * A tensor as a weight file holds it: type, shape and row-major little-endian bytes. Immutable; the
 * bytes may be a view of a mapped file.
 */
public final class Tensor {

  private final TensorType type;
  private final long[] shape;
  private final ByteBuffer data;

  /**
   * Constructs a tensor over the remaining bytes of a buffer, which must not change afterwards.
   *
   * @param type the element type
   * @param shape the size of every dimension; empty for a scalar
   * @param data exactly the tensor's bytes, row-major, little-endian
   * @throws WeightException if the shape is negative, overflows or does not fit the bytes
   */
  public Tensor(TensorType type, long[] shape, ByteBuffer data) {
    long bytes = byteCount(type, shape);
    if (bytes != data.remaining()) {
      throw new WeightException(
          "A tensor "
              + type
              + Arrays.toString(shape)
              + " needs "
              + bytes
              + " bytes, but "
              + data.remaining()
              + " are given.");
    }
    this.type = type;
    this.shape = shape.clone();
    this.data = data.slice().asReadOnlyBuffer();
  }

  /**
   * Copies an array.
   *
   * @param array any dense array of a type that {@link TensorType} lists
   * @return a tensor independent of the array
   * @throws WeightException if the type cannot be stored, bfloat16 among them
   */
  public static Tensor of(NDArray array) {
    TensorType type = TensorType.of(array.getDataType());
    ByteBuffer source = array.toByteBuffer();
    ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source).flip();
    return new Tensor(type, array.getShape().getShape(), copy);
  }

  /** Number of bytes of a tensor; refuses negative and overflowing shapes. */
  static long byteCount(TensorType type, long[] shape) {
    try {
      return Math.multiplyExact(elementCount(shape), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw new WeightException("The shape " + Arrays.toString(shape) + " is too large.", e);
    }
  }

  private static long elementCount(long[] shape) {
    long count = 1;
    boolean empty = false;
    for (long size : shape) {
      if (size < 0) {
        throw new WeightException(
            "The shape " + Arrays.toString(shape) + " has a negative dimension.");
      }
      empty |= size == 0;
      count = Math.multiplyExact(count, Math.max(1, size));
    }
    return empty ? 0 : count;
  }

  /** The element type. */
  public TensorType type() {
    return type;
  }

  /** A copy of the shape; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements; 1 for a scalar. */
  public long size() {
    return data.remaining() / type.bytes();
  }

  /** The bytes, row-major, little-endian, read-only; position 0. */
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The values as floats; 16-bit floats exactly, doubles and integers rounded, booleans as 0 and 1.
   */
  public float[] toFloats() {
    ByteBuffer in = data();
    float[] out = new float[Math.toIntExact(size())];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (type) {
            case F64 -> (float) in.getDouble();
            case F32 -> in.getFloat();
            case F16 -> halfToFloat(in.getShort());
            case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
            case I64 -> in.getLong();
            case I32 -> in.getInt();
            case I16 -> in.getShort();
            case I8 -> in.get();
            case U8 -> in.get() & 0xFF;
            case BOOL -> in.get() == 0 ? 0 : 1;
          };
    }
    return out;
  }

  private static float halfToFloat(short half) {
    int exponent = half >> 10 & 0x1F;
    int mantissa = half & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 31 -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1f + mantissa * 0x1p-10f, exponent - 15);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  /**
   * Copies the tensor into a new array; 16-bit floats become FLOAT32, 16-bit integers INT32.
   *
   * @param manager owns the array and closes it
   * @return a new array of the same shape on the manager's device
   */
  public NDArray toNDArray(NDManager manager) {
    DataType target =
        switch (type) {
          case BF16, F16 -> DataType.FLOAT32;
          case I16 -> DataType.INT32; // an INT16 array aborts the process in DJL's PyTorch engine
          default -> type.dataType().orElseThrow();
        };
    if (size() == 0) {
      return manager.zeros(new Shape(shape), target);
    }
    return manager.create(bytesAs(target), new Shape(shape), target);
  }

  /**
   * A fresh direct buffer with the values as {@code target}, which is this type, FLOAT32 or a wider
   * integer.
   */
  ByteBuffer bytesAs(DataType target) {
    boolean same = type.dataType().filter(target::equals).isPresent();
    long bytes = same ? data.remaining() : size() * target.getNumOfBytes();
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    if (same && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return out.put(data()).flip();
    }
    if (target == DataType.INT32 && type == TensorType.I16) {
      for (ShortBuffer in = data().asShortBuffer(); in.hasRemaining(); ) {
        out.putInt(in.get());
      }
      return out.flip();
    }
    if (target != DataType.FLOAT32) {
      throw new WeightException("A tensor of type " + type + " cannot become " + target + ".");
    }
    out.asFloatBuffer().put(toFloats());
    return out;
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
