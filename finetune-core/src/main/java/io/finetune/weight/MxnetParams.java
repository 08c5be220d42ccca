package io.finetune.weight;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MXNet's {@code .params}, as {@code mx.nd.save} and GluonCV write them: a list of arrays, then
 * their names. The prefixes {@code arg:} and {@code aux:} of exported symbols are taken off.
 *
 * <p>The layout follows {@code src/ndarray/ndarray.cc} of Apache MXNet 1.x: all versions of dense
 * arrays are read, sparse ones refused.
 */
final class MxnetParams {

  private static final long MAGIC = 0x112;
  private static final int ARRAY_V1 = 0xF993FAC8;
  private static final int ARRAY_V2 = 0xF993FAC9;
  private static final int ARRAY_V3 = 0xF993FACA;
  private static final int HEADER = 24;
  private static final int MAX_RANK = 32;
  private static final int MAX_NAME = 4096;

  /** MXNet's type flags, by number. */
  private static final List<TensorType> TYPES =
      List.of(
          TensorType.F32,
          TensorType.F64,
          TensorType.F16,
          TensorType.U8,
          TensorType.I32,
          TensorType.I8,
          TensorType.I64,
          TensorType.BOOL);

  private final FileBytes file;
  private long at = HEADER;

  private MxnetParams(FileBytes file) {
    this.file = file;
  }

  static boolean looksLike(FileBytes file) {
    return file.size() >= HEADER && file.slice(0, 8, "the start").getLong() == MAGIC;
  }

  static Weights read(FileBytes file) {
    return new MxnetParams(file).read();
  }

  private Weights read() {
    long count = file.slice(HEADER - 8, 8, "the number of arrays").getLong();
    if (count < 1 || count > WeightFormat.MAX_TENSORS) {
      throw file.refuse("it declares " + Long.toUnsignedString(count) + " arrays");
    }
    List<Tensor> arrays = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      arrays.add(array(i));
    }
    long names = next(8, "the number of names").getLong();
    if (names != count) {
      throw file.refuse("it has " + count + " arrays and " + names + " names for them");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Tensor array : arrays) {
      String name = name();
      if (tensors.put(name, array) != null) {
        throw file.refuse("the name " + name + " stands in it twice");
      }
    }
    if (at != file.size()) {
      throw file.refuse((file.size() - at) + " bytes follow its end");
    }
    return new Weights(tensors, Map.of());
  }

  private Tensor array(long number) {
    String what = "array " + number;
    int version = integer(what);
    if (version == ARRAY_V2 || version == ARRAY_V3) {
      int storage = integer(what);
      if (storage != 0) {
        throw file.refuse(what + " is sparse (storage type " + storage + "), not supported");
      }
    }
    long[] shape = shape(version, what);
    if (shape.length == 0 && version != ARRAY_V3) {
      throw file.refuse(what + " is empty: it was saved before it had a shape");
    }
    next(8, what); // the device it was on
    int flag = integer(what);
    if (flag < 0 || flag >= TYPES.size()) {
      throw file.refuse(what + " has the unknown type " + flag);
    }
    TensorType type = TYPES.get(flag);
    return new Tensor(type, shape, next(bytes(type, shape, what), what));
  }

  private long[] shape(int version, String what) {
    boolean old = version != ARRAY_V1 && version != ARRAY_V2 && version != ARRAY_V3;
    int rank = old ? version : integer(what); // before version 1 the rank came first
    if (rank < 0 || rank > MAX_RANK) {
      throw file.refuse(what + " has " + rank + " dimensions");
    }
    long[] shape = new long[rank];
    ByteBuffer sizes = next((old ? 4L : 8L) * rank, what);
    for (int d = 0; d < rank; d++) {
      shape[d] = old ? Integer.toUnsignedLong(sizes.getInt()) : sizes.getLong();
    }
    return shape;
  }

  private long bytes(TensorType type, long[] shape, String what) {
    long left = file.size() - at;
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0 || (size > 0 && bytes > left / size)) {
        throw tooLarge(what, shape);
      }
      bytes *= size;
    }
    return bytes;
  }

  private RuntimeException tooLarge(String what, long[] shape) {
    return file.refuse(
        String.format(
            Locale.ROOT,
            "%s declares the shape %s, more than the %d bytes that are left",
            what,
            Arrays.toString(shape),
            file.size() - at));
  }

  private String name() {
    long length = next(8, "the length of a name").getLong();
    if (length < 0 || length > MAX_NAME) {
      throw file.refuse("a name in it declares " + Long.toUnsignedString(length) + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    next(length, "a name").get(bytes);
    String name = new String(bytes, StandardCharsets.UTF_8);
    return name.startsWith("arg:") || name.startsWith("aux:") ? name.substring(4) : name;
  }

  private int integer(String what) {
    return next(4, what).getInt();
  }

  private ByteBuffer next(long length, String what) {
    ByteBuffer bytes = file.slice(at, length, what);
    at += length;
    return bytes;
  }
}
