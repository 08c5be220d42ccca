package io.finetune.weight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle may hold besides strings, numbers, booleans, lists and maps. Plain classes, not
 * records: a hostile pickle nests without end, and nothing here may walk it by hashing or printing.
 */
final class PickleValues {

  private PickleValues() {}

  /** Python's {@code None}. */
  enum None {
    NONE
  }

  /** A tuple. */
  static final class Tuple {
    final List<Object> items;

    Tuple(List<Object> items) {
      this.items = items;
    }
  }

  /** A value that is known and of no interest, such as a device. */
  enum Inert {
    INERT
  }

  /** An object of an inert class: its state, never any behaviour. */
  static final class Instance {
    final boolean script;
    final Map<Object, Object> state = new LinkedHashMap<>();

    Instance(boolean script) {
      this.script = script;
    }
  }

  /** A storage by its key in the file, with its declared number of elements. */
  static final class Storage {
    final String key;
    final TensorType type;
    final long elements;

    Storage(String key, TensorType type, long elements) {
      this.key = key;
      this.type = type;
      this.elements = elements;
    }
  }

  /** A tensor as a view of a storage. */
  static final class View {
    final Storage storage;
    final long offset;
    final long[] shape;
    final long[] stride;

    View(Storage storage, long offset, long[] shape, long[] stride) {
      this.storage = storage;
      this.offset = offset;
      this.shape = shape;
      this.stride = stride;
    }
  }
}
