package io.finetune.weight;

import io.finetune.HostileText;
import io.finetune.WeightException;
import io.finetune.weight.PickleClass.StorageType;
import io.finetune.weight.PickleValues.Instance;
import io.finetune.weight.PickleValues.None;
import io.finetune.weight.PickleValues.Storage;
import io.finetune.weight.PickleValues.Tuple;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a pickle as data: a stack machine over a short list of opcodes that builds strings,
 * numbers, lists, maps and tensor views. It never recurses and calls nothing but {@link
 * PickleClass}; an opcode or class outside the lists ends the reading.
 */
final class Unpickler {

  private static final int MAX_PROTOCOL = 5;

  /** The most opcodes read, thirty of which make a tensor; each costs at most some 100 bytes. */
  private static final int MAX_OPCODES = 1_000_000;

  private static final int MAX_BYTES = 32 << 20;

  private final ByteBuffer in;
  private final boolean script;
  private final PickleStack stack = new PickleStack();
  private final Map<Integer, Object> memo = new HashMap<>();
  private final Map<String, Storage> storages;
  private int opcodes;
  private long copied;

  private Unpickler(ByteBuffer in, boolean script, Map<String, Storage> storages) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.script = script;
    this.storages = storages;
  }

  /**
   * Reads one pickle and leaves the buffer after it.
   *
   * @param in the bytes, from the current position
   * @param script whether classes of a TorchScript archive may be named
   * @param storages receives every storage that the pickle refers to, by its key
   * @return the value, of the types of {@link PickleValues} and Java's own
   * @throws WeightException if the pickle is damaged or holds anything that is not allowed; the
   *     message continues "The weight file X is refused: "
   */
  static Object read(ByteBuffer in, boolean script, Map<String, Storage> storages) {
    int end = in.limit();
    in.limit(in.position() + Math.min(MAX_BYTES, in.remaining()));
    try {
      return new Unpickler(in, script, storages).run();
    } catch (BufferUnderflowException e) {
      throw new WeightException(
          "its pickle is cut off, or longer than the " + MAX_BYTES + " bytes that are read", e);
    } finally {
      in.limit(end);
    }
  }

  private Object run() {
    while (true) {
      int opcode = in.get() & 0xFF;
      if (opcode == '.') {
        return stack.pop();
      }
      if (++opcodes > MAX_OPCODES) {
        throw new WeightException("its pickle has more than " + MAX_OPCODES + " opcodes");
      }
      if (!scalar(opcode) && !container(opcode) && !memory(opcode) && !object(opcode)) {
        throw new WeightException(
            String.format(
                Locale.ROOT,
                "its pickle has the opcode 0x%02X, which no weight file needs",
                opcode));
      }
    }
  }

  private boolean scalar(int opcode) {
    switch (opcode) {
      case 'N' -> stack.push(None.NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'J' -> stack.push((long) in.getInt());
      case 'K' -> stack.push(in.get() & 0xFFL);
      case 'M' -> stack.push(in.getShort() & 0xFFFFL);
      case 0x8A -> stack.push(integer(in.get() & 0xFF));
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> stack.push(text(in.getInt()));
      case 0x8C -> stack.push(text(in.get() & 0xFF));
      case 'U' -> stack.push(text(in.get() & 0xFF));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case '(' -> stack.mark();
      case ')' -> stack.push(new Tuple(List.of()));
      case 't' -> stack.push(new Tuple(stack.sinceMark()));
      case 0x85 -> stack.push(new Tuple(stack.top(1)));
      case 0x86 -> stack.push(new Tuple(stack.top(2)));
      case 0x87 -> stack.push(new Tuple(stack.top(3)));
      case ']' -> stack.push(new ArrayList<Object>());
      case 'l' -> stack.push(stack.sinceMark());
      case 'a' -> append(stack.top(1));
      case 'e' -> append(stack.sinceMark());
      case '}' -> stack.push(new LinkedHashMap<Object, Object>());
      case 's' -> setItems(stack.top(2));
      case 'u' -> setItems(stack.sinceMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol(in.get() & 0xFF);
      case 0x95 -> in.getLong(); // the length of a frame, a hint for streams
      case 'q' -> memo.put(in.get() & 0xFF, stack.peek());
      case 'r' -> memo.put(in.getInt(), stack.peek());
      case 0x94 -> memo.put(memo.size(), stack.peek());
      case 'h' -> stack.push(recall(in.get() & 0xFF));
      case 'j' -> stack.push(recall(in.getInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int opcode) {
    switch (opcode) {
      case 'c' -> stack.push(PickleClass.named(line(), line(), script));
      case 0x93 -> stackGlobal(stack.top(2));
      case 'R' -> reduce(stack.top(2));
      case 0x81 -> stack.push(PickleClass.create(stack.top(2).get(0)));
      case 'b' -> build(stack.top(1).get(0));
      case 'Q' -> stack.push(storage(stack.pop()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void protocol(int version) {
    if (version > MAX_PROTOCOL) {
      throw new WeightException("its pickle has protocol " + version + ", known are 0 to 5");
    }
  }

  private Object integer(int length) {
    byte[] bytes = bytes(length);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = swapped;
    }
    if (length <= Long.BYTES) {
      return length == 0 ? 0L : new BigInteger(bytes).longValue();
    }
    return new BigInteger(bytes);
  }

  private String text(int length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {}
    byte[] bytes = new byte[in.position() - start - 1];
    in.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void append(List<Object> values) {
    list(stack.peek()).addAll(values);
  }

  @SuppressWarnings("unchecked") // every list made here is a list of objects
  private static List<Object> list(Object value) {
    if (value instanceof ArrayList<?> list) {
      return (List<Object>) list;
    }
    throw new WeightException("its pickle appends to something that is not a list");
  }

  private void setItems(List<Object> values) {
    Object target = stack.peek();
    if (values.size() % 2 != 0) {
      throw new WeightException("its pickle has a dictionary key without a value");
    }
    Map<Object, Object> map = map(target, "sets items of");
    for (int i = 0; i < values.size(); i += 2) {
      PickleClass.put(map, values.get(i), values.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // every map made here maps objects to objects
  private static Map<Object, Object> map(Object value, String action) {
    if (value instanceof Map<?, ?> map) {
      return (Map<Object, Object>) map;
    }
    throw new WeightException("its pickle " + action + " something that is not a dictionary");
  }

  private void stackGlobal(List<Object> names) {
    if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
      stack.push(PickleClass.named(module, name, script));
      return;
    }
    throw new WeightException("its pickle names a class by something that is not a string");
  }

  private void reduce(List<Object> operands) {
    if (!(operands.get(1) instanceof Tuple arguments)) {
      throw new WeightException("its pickle calls a function without a tuple of arguments");
    }
    if (!arguments.items.isEmpty() && arguments.items.get(0) instanceof List<?> list) {
      copies(list.size());
    }
    stack.push(PickleClass.call(operands.get(0), arguments));
  }

  /** State of a shell is kept; attributes of a dictionary, PyTorch's {@code _metadata}, are not. */
  private void build(Object state) {
    Object target = stack.peek();
    if (target instanceof Instance instance) {
      Map<Object, Object> entries = map(state, "builds an object from");
      copies(entries.size());
      entries.forEach((key, value) -> PickleClass.put(instance.state, key, value));
    } else if (!(target instanceof Map<?, ?>)) {
      throw new WeightException("its pickle sets attributes of something that has none");
    }
  }

  /**
   * Counts values that are copied. Each was made by an opcode, so a writer never copies more than
   * it has written; a recalled list copied again and again would make a large file of a small one.
   */
  private void copies(int values) {
    copied += values;
    if (copied > opcodes) {
      throw new WeightException("its pickle copies the same values again and again");
    }
  }

  /** ('storage', type, key, location, number of elements), and in old files a view. */
  private Storage storage(Object id) {
    if (id instanceof Tuple tuple
        && tuple.items.size() >= 5
        && "storage".equals(tuple.items.get(0))
        && tuple.items.get(1) instanceof StorageType type
        && tuple.items.get(2) instanceof String key
        && tuple.items.get(4) instanceof Long elements
        && (tuple.items.size() == 5 || tuple.items.get(5) == None.NONE)) {
      Storage storage = new Storage(key, type.type(), elements);
      Storage first = storages.putIfAbsent(key, storage);
      if (first != null && (first.type != storage.type || first.elements != storage.elements)) {
        throw new WeightException(
            "its storage " + HostileText.shown(key) + " is declared twice, differently");
      }
      return storage;
    }
    throw new WeightException("its pickle refers to something outside that is no plain storage");
  }

  private Object recall(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw new WeightException("its pickle recalls entry " + key + ", which was never stored");
    }
    return value;
  }
}
