package io.finetune.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A pickle cut into its opcodes, each with its argument; and pickles made of opcodes. */
final class Pickle {

  private Pickle() {}

  /** Cuts the pickle that begins at {@code start}, the final STOP included. */
  static List<byte[]> opcodes(byte[] bytes, int start) {
    List<byte[]> out = new ArrayList<>();
    int at = start;
    do {
      int end = at + 1 + argument(bytes, at);
      out.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    } while (out.get(out.size() - 1)[0] != '.');
    return out;
  }

  private static int argument(byte[] bytes, int at) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (bytes[at] & 0xFF) {
      case 'K', 'q', 'h', 0x80 -> 1;
      case 'M' -> 2;
      case 'J', 'r', 'j' -> 4;
      case 'G', 0x95 -> 8;
      case 0x8A, 0x8C, 'U' -> 1 + (bytes[at + 1] & 0xFF);
      case 'X' -> 4 + in.getInt(at + 1);
      case 'c' -> lines(bytes, at + 1);
      default -> 0;
    };
  }

  /** Length of two lines. */
  private static int lines(byte[] bytes, int start) {
    int at = start;
    for (int left = 2; left > 0; at++) {
      left -= bytes[at] == '\n' ? 1 : 0;
    }
    return at - start;
  }

  static byte[] joined(List<byte[]> opcodes) {
    Bytes out = new Bytes();
    opcodes.forEach(out::raw);
    return out.done();
  }

  static byte[] op(int... bytes) {
    return new Bytes().raw(bytes).done();
  }

  static byte[] text(String text) {
    byte[] bytes = new Bytes().text(text).done();
    return new Bytes().raw('X').little(4, bytes.length).raw(bytes).done();
  }

  static byte[] global(String module, String name) {
    return new Bytes().text("c" + module + "\n" + name + "\n").done();
  }

  static byte[] integer(long value) {
    return new Bytes().raw(0x8A, 8).little(8, value).done();
  }

  /** The pickle of {a: tensor of 2 x 2, b: tensor of 3}, of the storages 0 and 1. */
  static List<byte[]> small() {
    List<byte[]> out = new ArrayList<>(List.of(op(0x80, 2), op('}'), op('q', 0), op('(')));
    out.addAll(tensor("a", "0", 4, 2, 2));
    out.addAll(tensor("b", "1", 3, 3));
    out.addAll(List.of(op('u'), op('.')));
    return out;
  }

  /** A name and a contiguous tensor of a storage, for a dictionary. */
  static List<byte[]> tensor(String name, String key, int elements, int... shape) {
    List<byte[]> out = new ArrayList<>();
    out.addAll(List.of(text(name), global("torch._utils", "_rebuild_tensor_v2")));
    out.addAll(List.of(op('('), op('('), text("storage"), global("torch", "FloatStorage")));
    out.addAll(List.of(text(key), text("cpu"), op('K', elements), op('t'), op('Q'), op('K', 0)));
    out.add(op('('));
    for (int size : shape) {
      out.add(op('K', size));
    }
    out.addAll(List.of(op('t'), op('(')));
    for (int d = 0; d < shape.length; d++) {
      out.add(op('K', Arrays.stream(shape).skip(d + 1L).reduce(1, (a, b) -> a * b)));
    }
    out.addAll(List.of(op('t'), op(0x89), global("collections", "OrderedDict"), op(')')));
    out.addAll(List.of(op('R'), op('t'), op('R')));
    return out;
  }
}
