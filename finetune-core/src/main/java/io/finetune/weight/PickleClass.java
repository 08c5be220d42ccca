package io.finetune.weight;

import io.finetune.HostileText;
import io.finetune.WeightException;
import io.finetune.weight.PickleValues.Inert;
import io.finetune.weight.PickleValues.Instance;
import io.finetune.weight.PickleValues.Storage;
import io.finetune.weight.PickleValues.Tuple;
import io.finetune.weight.PickleValues.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes and functions a weight pickle may name. Naming anything else is refused at once;
 * calling one of these runs the few lines below and nothing of Python's.
 */
sealed interface PickleClass {

  /** A function or constructor that is imitated here. */
  enum Call implements PickleClass {
    ORDERED_DICT,
    TENSOR,
    PARAMETER,
    FIRST_ARGUMENT,
    SIZE,
    INERT
  }

  /** A class of {@code torch} that names the element type of a storage. */
  record StorageType(TensorType type) implements PickleClass {}

  /** A class whose objects are kept as their state alone. */
  record Shell(boolean script) implements PickleClass {}

  /** The most dimensions a tensor may have. */
  int MAX_RANK = 32;

  /** Everything allowed but the storage types and the classes of a TorchScript archive. */
  Map<String, PickleClass> TABLE =
      Map.ofEntries(
          Map.entry("collections OrderedDict", Call.ORDERED_DICT),
          Map.entry("torch._utils _rebuild_tensor", Call.TENSOR),
          Map.entry("torch._utils _rebuild_tensor_v2", Call.TENSOR),
          Map.entry("torch._utils _rebuild_parameter", Call.PARAMETER),
          Map.entry("torch._utils _rebuild_parameter_with_state", Call.PARAMETER),
          Map.entry("torch.jit._pickle build_intlist", Call.FIRST_ARGUMENT),
          Map.entry("torch.jit._pickle build_doublelist", Call.FIRST_ARGUMENT),
          Map.entry("torch.jit._pickle build_boollist", Call.FIRST_ARGUMENT),
          Map.entry("torch.jit._pickle build_tensorlist", Call.FIRST_ARGUMENT),
          Map.entry("torch.jit._pickle restore_type_tag", Call.FIRST_ARGUMENT),
          Map.entry("torch Size", Call.SIZE),
          Map.entry("torch device", Call.INERT),
          Map.entry("argparse Namespace", new Shell(false)));

  /** Names of {@code torch} that are values of no interest here, the dtypes. */
  Set<String> DTYPES =
      Set.of("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8");

  /**
   * What a name in a pickle stands for.
   *
   * @param script whether the file is a TorchScript archive, whose module classes are shells
   * @throws WeightException if the name is not on the list
   */
  static Object named(String module, String name, boolean script) {
    PickleClass known = TABLE.get(module + " " + name);
    if (known != null) {
      return known;
    }
    if (module.equals("torch")) {
      if (DTYPES.contains(name)) {
        return Inert.INERT;
      }
      var type = TensorType.ofTorchStorage(name);
      if (type.isPresent()) {
        return new StorageType(type.get());
      }
    }
    if (script && (module.equals("__torch__") || module.startsWith("__torch__."))) {
      return new Shell(true);
    }
    String hint =
        module.startsWith("torch.nn.")
            ? "it holds a whole model (torch.save(model)), not its state dict; in PyTorch, save"
                + " model.state_dict() instead"
            : "a weight file has no need of that, and the file may be malicious";
    throw new WeightException(
        "its pickle names " + HostileText.shown(module + "." + name) + ": " + hint);
  }

  /** The value of calling an allowed function, Python's REDUCE. */
  static Object call(Object callable, Tuple arguments) {
    List<Object> items = arguments.items;
    if (!(callable instanceof Call call)) {
      throw new WeightException("its pickle calls something that is not a function");
    }
    return switch (call) {
      case ORDERED_DICT -> orderedDict(items);
      case TENSOR -> view(items);
      case PARAMETER -> view(argument(items, 0));
      case FIRST_ARGUMENT, SIZE -> argument(items, 0);
      case INERT -> Inert.INERT;
    };
  }

  /** An object of an allowed class, Python's NEWOBJ. */
  static Object create(Object type) {
    if (type instanceof Shell shell) {
      return new Instance(shell.script);
    }
    if (type == Call.ORDERED_DICT) {
      return new LinkedHashMap<Object, Object>();
    }
    throw new WeightException("its pickle makes an object of something that is not a class");
  }

  private static Map<Object, Object> orderedDict(List<Object> items) {
    Map<Object, Object> out = new LinkedHashMap<>();
    if (!items.isEmpty()) {
      if (!(items.get(0) instanceof List<?> pairs)) {
        throw new WeightException("its pickle makes an OrderedDict of something not a list");
      }
      for (Object pair : pairs) {
        List<Object> keyAndValue = sequence(pair);
        put(out, argument(keyAndValue, 0), argument(keyAndValue, 1));
      }
    }
    return out;
  }

  private static View view(List<Object> items) {
    if (argument(items, 0) instanceof Storage storage && argument(items, 1) instanceof Long at) {
      return new View(storage, at, longs(argument(items, 2)), longs(argument(items, 3)));
    }
    throw new WeightException("its pickle makes a tensor of something that is not a storage");
  }

  private static View view(Object value) {
    if (value instanceof View view) {
      return view;
    }
    throw new WeightException("its pickle makes a parameter of something that is not a tensor");
  }

  private static long[] longs(Object value) {
    List<Object> items = sequence(value);
    if (items.size() > MAX_RANK) {
      throw new WeightException("its pickle has a tensor of " + items.size() + " dimensions");
    }
    long[] out = new long[items.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(items.get(i) instanceof Long number)) {
        throw new WeightException("its pickle has a tensor shape or stride that is no number");
      }
      out[i] = number;
    }
    return out;
  }

  @SuppressWarnings("unchecked") // the unpickler's lists are all lists of objects
  private static List<Object> sequence(Object value) {
    if (value instanceof Tuple tuple) {
      return tuple.items;
    }
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw new WeightException("its pickle has a single value where a list belongs");
  }

  private static Object argument(List<Object> items, int index) {
    if (index >= items.size()) {
      throw new WeightException("its pickle calls a function with too few arguments");
    }
    return items.get(index);
  }

  /**
   * Puts an entry into a dictionary. Keys are scalars, since hashing a nested key could run for
   * ever, and kept as text: many keys of one hash stay cheap only if they can be ordered. A writer
   * writes each key once; a second value would be one that another reader sees instead.
   */
  static void put(Map<Object, Object> target, Object key, Object value) {
    if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
      throw new WeightException("its pickle has a dictionary key that is no string or number");
    }
    if (target.put(key.toString(), value) != null) {
      throw new WeightException(
          "its pickle sets the key " + HostileText.shown(key.toString()) + " twice");
    }
  }
}
