package io.finetune.weight;

import io.finetune.WeightException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * DJL's {@code .params}: the parameters of a block tree in depth-first order. The file keeps
 * neither block names nor the length of a block's own data, so parameters are found by their marker
 * (at most {@value #MAX_GAP} bytes on) and named {@code INDEX.NAME}, such as {@code 0.weight};
 * {@link Weights#renamed} gives them the names of a block.
 */
final class DjlParams {

  private static final byte[] MAGIC = {'D', 'J', 'L', '@'};
  private static final byte[] ARRAY = {0, 4, 'N', 'D', 'A', 'R'};
  private static final byte[] PARAMETER = {0, 'P', 1};
  private static final int MODEL_VERSION = 1;
  private static final int ARRAY_VERSION = 3;
  private static final int MAX_GAP = 1 << 16;
  private static final int MAX_RANK = 32;

  private final FileBytes file;
  private final ByteBuffer in;

  private DjlParams(FileBytes file) {
    this.file = file;
    this.in = file.slice(0, file.size(), "the parameters").order(ByteOrder.BIG_ENDIAN);
  }

  static boolean looksLike(FileBytes file) {
    return Arrays.equals(file.head(MAGIC.length), MAGIC);
  }

  static Weights read(FileBytes file) {
    try {
      return new DjlParams(file).read();
    } catch (BufferUnderflowException e) {
      throw new WeightException(file.refuse("it is cut off").getMessage(), e);
    }
  }

  private Weights read() {
    Map<String, String> metadata = header();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    int gap = 0;
    while (in.hasRemaining()) {
      int start = in.position();
      Optional<String> name = parameterName();
      if (name.isPresent()) {
        tensors.put(tensors.size() + "." + name.get(), array(name.get()));
        requireFew(tensors.size(), "parameters");
        gap = 0;
      } else {
        in.position(start + 1);
        if (++gap > MAX_GAP) {
          throw file.refuse("no parameter follows in " + MAX_GAP + " bytes");
        }
      }
    }
    if (tensors.isEmpty()) {
      throw file.refuse("it holds no parameters");
    }
    return new Weights(tensors, metadata);
  }

  private Map<String, String> header() {
    in.position(MAGIC.length);
    int version = in.getInt();
    if (version != MODEL_VERSION) {
      throw file.refuse("its version is " + version + ", known is " + MODEL_VERSION);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("name", text());
    text(); // the data type of the inputs
    for (int inputs = in.getInt(); inputs > 0; inputs--) {
      text();
      shape();
    }
    for (int properties = in.getInt(); properties > 0; properties--) {
      metadata.put(text(), text());
      requireFew(metadata.size(), "properties");
    }
    return metadata;
  }

  private void requireFew(int count, String what) {
    if (count > WeightFormat.MAX_TENSORS) {
      throw file.refuse("it has more than " + WeightFormat.MAX_TENSORS + " " + what);
    }
  }

  /** The name of the parameter that begins here, the position then at its array, if one does. */
  private Optional<String> parameterName() {
    int start = in.position();
    if (!matches(start, PARAMETER) || in.remaining() < PARAMETER.length + 2) {
      return Optional.empty();
    }
    int length = in.getShort(start + PARAMETER.length) & 0xFFFF;
    if (!matches(start + PARAMETER.length + 2 + length, ARRAY)) {
      return Optional.empty();
    }
    in.position(start + PARAMETER.length);
    return Optional.of(text());
  }

  private boolean matches(int at, byte[] expected) {
    if (at > in.limit() - expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (in.get(at + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private Tensor array(String name) {
    in.position(in.position() + ARRAY.length);
    int version = in.getInt();
    if (version < 1 || version > ARRAY_VERSION) {
      throw file.refuse("the array of " + name + " has version " + version);
    }
    if (version > 1 && in.get() == 1) {
      text(); // the array's own name
    }
    String sparse = text();
    if (!sparse.equals("DENSE")) {
      throw file.refuse("the array of " + name + " is sparse (" + sparse + "), not supported");
    }
    TensorType type = type(name, text());
    long[] shape = shape();
    boolean bigEndian = version > 2 && in.get() == '>';
    int length = in.getInt();
    if (length < 0 || length > in.remaining() || Tensor.byteCount(type, shape) != length) {
      throw file.refuse(
          String.format(
              Locale.ROOT,
              "parameter %s of type %s and shape %s declares %d bytes, %d are left",
              name,
              type,
              Arrays.toString(shape),
              length,
              in.remaining()));
    }
    ByteBuffer data = in.slice(in.position(), length);
    in.position(in.position() + length);
    return new Tensor(type, shape, bigEndian ? swapped(data, type.bytes()) : data);
  }

  private TensorType type(String name, String dtype) {
    return Arrays.stream(TensorType.values())
        .filter(t -> t.dataType().filter(d -> d.name().equals(dtype)).isPresent())
        .findFirst()
        .orElseThrow(() -> file.refuse("parameter " + name + " has the unknown type " + dtype));
  }

  private static ByteBuffer swapped(ByteBuffer data, int width) {
    ByteBuffer out =
        FileBytes.room(ByteBuffer::allocate, data.remaining(), "the copy of a big-endian array");
    for (int i = 0; i < out.capacity(); i++) {
      out.put(i, data.get(i - i % width + width - 1 - i % width));
    }
    return out;
  }

  private long[] shape() {
    int rank = in.getInt();
    if (rank < 0 || rank > MAX_RANK) {
      throw file.refuse("a shape in it has " + rank + " dimensions");
    }
    long[] shape = new long[rank];
    for (int d = 0; d < rank; d++) {
      shape[d] = in.getLong();
    }
    for (int layout = in.getInt(); layout > 0; layout--) {
      in.getChar();
    }
    return shape;
  }

  private String text() {
    int length = in.getShort() & 0xFFFF;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
