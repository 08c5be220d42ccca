package io.finetune.weight;

import io.finetune.HostileText;
import io.finetune.WeightException;
import io.finetune.weight.PickleValues.Instance;
import io.finetune.weight.PickleValues.Storage;
import io.finetune.weight.PickleValues.View;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Turns an unpickled value into named tensors: nested names dotted, views made contiguous. */
final class StateDict {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_VISITS = 100_000;
  private static final long MAX_NAMES = 32L << 20;
  private static final long NAMES_FLOOR = 64L << 10;
  private static final long COPY_FLOOR = 1L << 20;

  /** Names under which training scripts put the model into a checkpoint, best first. */
  private static final List<String> WRAPPERS =
      List.of("state_dict", "model_state_dict", "model", "net");

  private final FileBytes file;
  private final Function<Storage, ByteBuffer> loader;
  private final Map<String, ByteBuffer> storages = new HashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long copyBudget;
  private long nameBudget;
  private long visits;

  private StateDict(FileBytes file, Function<Storage, ByteBuffer> loader) {
    this.file = file;
    this.loader = loader;
    // A dictionary that occurs in several places is one in the file and many here: what becomes of
    // a file stays proportional to it.
    this.copyBudget = Math.max(COPY_FLOOR, 8 * file.size());
    this.nameBudget = Math.min(MAX_NAMES, NAMES_FLOOR + 8 * file.size());
    this.visits = Math.min(MAX_VISITS, file.size() / 4);
  }

  /**
   * Collects the tensors under a dictionary or a TorchScript module.
   *
   * @param root the value of the file's pickle
   * @param loader gives a storage's bytes, exactly as many as declared
   */
  static Weights collect(FileBytes file, Object root, Function<Storage, ByteBuffer> loader) {
    StateDict dict = new StateDict(file, loader);
    if (children(root) == null) {
      throw file.refuse("it holds a single value, not a state dict");
    }
    dict.walk("", root, 0);
    if (dict.tensors.isEmpty()) {
      throw file.refuse("it holds no tensors");
    }
    return new Weights(dict.tensors, Map.of(), modelPrefix(root));
  }

  /** The entries of a dictionary or module; null for anything that has none. */
  private static Map<?, ?> children(Object value) {
    if (value instanceof Instance instance) {
      return instance.script ? instance.state : null;
    }
    return value instanceof Map<?, ?> map ? map : null;
  }

  private static String modelPrefix(Object root) {
    if (root instanceof Map<?, ?> map) {
      for (String wrapper : WRAPPERS) {
        if (map.get(wrapper) instanceof Map<?, ?>) {
          return wrapper + ".";
        }
      }
    }
    return "";
  }

  private void walk(String name, Object value, int depth) {
    nameBudget -= name.length();
    if (depth > MAX_DEPTH || --visits < 0 || nameBudget < 0) {
      throw file.refuse("its dictionaries are nested too deep, too often or with too long names");
    }
    Map<?, ?> children = children(value);
    if (children != null) {
      String prefix = name.isEmpty() ? "" : name + ".";
      children.forEach((key, child) -> walk(dotted(prefix, (String) key), child, depth + 1));
    } else if (value instanceof View view && tensors.put(name, tensor(name, view)) != null) {
      throw file.refuse("the name " + name + " occurs twice");
    }
  }

  /** The budget is asked before a long name is made, not after. */
  private String dotted(String prefix, String key) {
    if (prefix.length() + (long) key.length() > nameBudget) {
      throw file.refuse("its names are far longer than the file");
    }
    return prefix + key;
  }

  private Tensor tensor(String name, View view) {
    Storage storage = view.storage;
    ByteBuffer bytes = bytes(storage);
    checkInside(name, view);
    int width = storage.type.bytes();
    int length = (int) Tensor.byteCount(storage.type, view.shape);
    int start = length == 0 ? 0 : Math.toIntExact(view.offset * width);
    if (isContiguous(view)) {
      return new Tensor(storage.type, view.shape, bytes.slice(start, length));
    }
    copyBudget -= length;
    if (copyBudget < 0) {
      throw file.refuse("its tensors are views that expand to far more than the file holds");
    }
    return new Tensor(storage.type, view.shape, gather(bytes, start, view, width, length));
  }

  private ByteBuffer bytes(Storage storage) {
    return storages.computeIfAbsent(storage.key, key -> loader.apply(storage));
  }

  /** Refuses a view whose last element is not in its storage, without overflow. */
  private void checkInside(String name, View view) {
    boolean bad = view.shape.length != view.stride.length || view.offset < 0;
    try {
      long bytes = Tensor.byteCount(view.storage.type, view.shape);
      long last = view.offset;
      for (int d = 0; d < view.shape.length && !bad; d++) {
        bad = view.stride[d] < 0;
        last = Math.addExact(last, Math.multiplyExact(view.shape[d] - 1, view.stride[d]));
      }
      bad |= bytes > Integer.MAX_VALUE || (bytes > 0 && last >= view.storage.elements);
    } catch (ArithmeticException | WeightException e) {
      bad = true; // it does not fit into a long, so into no storage
    }
    if (bad) {
      throw file.refuse(
          String.format(
              Locale.ROOT,
              "tensor %s of shape %s, stride %s and offset %d is not inside its storage of %d"
                  + " elements",
              name,
              Arrays.toString(view.shape),
              Arrays.toString(view.stride),
              view.offset,
              view.storage.elements));
    }
  }

  private static boolean isContiguous(View view) {
    long expected = 1;
    for (int d = view.shape.length - 1; d >= 0; d--) {
      if (view.shape[d] == 0) {
        return true;
      }
      if (view.shape[d] != 1 && view.stride[d] != expected) {
        return false;
      }
      expected *= view.shape[d];
    }
    return true;
  }

  private static ByteBuffer gather(ByteBuffer bytes, int start, View view, int width, int length) {
    ByteBuffer out =
        FileBytes.room(ByteBuffer::allocate, length, "the copy of a strided tensor")
            .order(ByteOrder.LITTLE_ENDIAN);
    long[] index = new long[view.shape.length];
    long at = start;
    while (out.hasRemaining()) {
      out.put(out.position(), bytes, (int) at, width).position(out.position() + width);
      for (int d = index.length - 1; d >= 0; d--) {
        at += view.stride[d] * width;
        if (++index[d] < view.shape[d]) {
          break;
        }
        at -= view.stride[d] * width * view.shape[d];
        index[d] = 0;
      }
    }
    return out.flip();
  }

  /** Bytes of a storage; the caller has them cut from the file, which bounds them. */
  static long byteCount(Storage storage) {
    if (storage.elements < 0 || storage.elements > Long.MAX_VALUE / Long.BYTES) {
      throw new WeightException(
          "its storage " + HostileText.shown(storage.key) + " has an impossible size");
    }
    return storage.elements * storage.type.bytes();
  }
}
