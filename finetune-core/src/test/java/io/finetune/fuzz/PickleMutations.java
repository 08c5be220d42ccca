package io.finetune.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Damage to a pickle by a hand that knows its opcodes. */
final class PickleMutations {

  private static final int MOST = 60_000;

  /** What malicious pickles name, to run something when they are loaded. */
  private static final List<String> FORBIDDEN =
      List.of(
          "posix system",
          "os system",
          "builtins eval",
          "builtins exec",
          "builtins getattr",
          "__builtin__ apply",
          "subprocess Popen",
          "torch load",
          "torch.serialization load",
          "torch.hub load",
          "torch.jit load",
          "torch._utils _rebuild_wrapper_subclass",
          "collections OrderedDict.fromkeys",
          "torch.storage _load_from_bytes",
          "java.lang Runtime",
          "java.lang.ProcessBuilder start",
          "javax.naming.InitialContext doLookup",
          "__torch__ ",
          "torch nn.Module",
          " ",
          "torch._utils _rebuild_tensor_v2\0",
          "importlib import_module");

  /** Opcodes of every protocol, those that no weight file needs among them. */
  private static final int[] OPCODES = {
    '(', ')', '.', '0', '1', '2', 'B', 'C', 'F', 'G', 'I', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R',
    'S', 'T', 'U', 'V', 'X', ']', 'a', 'b', 'c', 'd', 'e', 'g', 'h', 'i', 'j', 'l', 'o', 'p', 'q',
    'r', 's', 't', 'u', '}', 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B,
    0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98
  };

  private PickleMutations() {}

  /** One to four mutations in a row. */
  static byte[] some(List<byte[]> sound, SplittableRandom random) {
    List<byte[]> ops = new ArrayList<>(sound);
    for (int left = random.nextInt(1, 5); left > 0 && !ops.isEmpty() && ops.size() < MOST; left--) {
      one(ops, random);
    }
    return Pickle.joined(ops);
  }

  private static void one(List<byte[]> ops, SplittableRandom random) {
    int at = random.nextInt(ops.size());
    int other = random.nextInt(ops.size());
    int inside = random.nextBoolean() ? at : ops.size() - 1; // last, it becomes the pickle's value
    byte[] any = Pickle.op(OPCODES[random.nextInt(OPCODES.length)]);
    switch (random.nextInt(11)) {
      case 0 -> ops.add(at, any);
      case 1 -> ops.set(at, any);
      case 2 -> ops.add(at, ops.get(other));
      case 3 -> ops.remove(at);
      case 4 -> Collections.swap(ops, at, other);
      case 5 -> ops.set(at, argument(ops.get(at), random));
      case 6 -> ops.set(at, Pickle.integer(Extremes.any(random, ops.size())));
      case 7 -> repeat(ops, at, Math.min(ops.size(), at + random.nextInt(1, 40)), random);
      case 8 -> ops.addAll(inside, nested(random));
      case 9 -> ops.addAll(inside, memo(random));
      default -> ops.addAll(inside, amplified(random));
    }
  }

  /** The same opcode with an extreme argument, so that a length, an index or a count is wrong. */
  private static byte[] argument(byte[] op, SplittableRandom random) {
    byte[] out = op.clone();
    int width = op.length == 2 ? 1 : op.length < 5 ? op.length - 1 : 4;
    byte[] number = new Bytes().little(width, Extremes.any(random, op.length)).done();
    System.arraycopy(number, 0, out, 1, width);
    return out;
  }

  private static void repeat(List<byte[]> ops, int from, int to, SplittableRandom random) {
    List<byte[]> part = List.copyOf(ops.subList(from, to));
    for (int times = 1 << random.nextInt(12); times > 0 && ops.size() < MOST; times--) {
      ops.addAll(from, part);
    }
  }

  /** Collections in collections, as deep as a recursion could bear and deeper. */
  private static List<byte[]> nested(SplittableRandom random) {
    int depth = 1 << random.nextInt(15);
    int kind = random.nextInt(5);
    List<byte[]> out = new ArrayList<>();
    if (kind == 0) {
      out.addAll(Collections.nCopies(depth, Pickle.op('(')));
      out.addAll(Collections.nCopies(depth, Pickle.op('t')));
    } else if (kind == 1) {
      out.add(Pickle.op(')'));
      out.addAll(Collections.nCopies(depth, Pickle.op(0x85)));
    } else if (kind == 2) {
      out.addAll(Collections.nCopies(depth, Pickle.op(']')));
      out.addAll(Collections.nCopies(depth - 1, Pickle.op('a')));
    } else {
      for (int i = 0; i < depth; i++) {
        out.addAll(List.of(Pickle.op('}'), Pickle.text(kind == 3 ? "k" : "long".repeat(25))));
      }
      out.add(Pickle.op('N'));
      out.addAll(Collections.nCopies(depth, Pickle.op('s')));
    }
    return out;
  }

  /** Values that hold themselves, and values that stand in many places. */
  private static List<byte[]> memo(SplittableRandom random) {
    int index = random.nextInt(8);
    List<byte[]> out = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 -> out.addAll(List.of(Pickle.op('q', index), Pickle.op('h', index), Pickle.op('s')));
      case 1 -> out.addAll(List.of(Pickle.op(']'), Pickle.op('q', index)));
      case 2 -> out.addAll(doubled(random.nextInt(4, 40)));
      default -> out.add(new Bytes().raw('r').little(4, Extremes.any(random, 4)).done());
    }
    if (random.nextBoolean()) {
      out.addAll(Collections.nCopies(1 << random.nextInt(13), Pickle.op('h', index)));
    }
    return out;
  }

  /** A dictionary that holds the one before twice, and so on: 2^n names in some 20 n bytes. */
  static List<byte[]> doubled(int levels) {
    List<byte[]> out = new ArrayList<>(List.of(Pickle.op('}'), Pickle.op('q', 9)));
    for (int i = 0; i < levels; i++) {
      out.add(Pickle.op('}'));
      out.addAll(List.of(Pickle.text("a"), Pickle.op('h', 9), Pickle.op('s')));
      out.addAll(List.of(Pickle.text("b"), Pickle.op('h', 9), Pickle.op('s')));
      out.add(Pickle.op('q', 9));
    }
    return out;
  }

  /** Calls that copy what they are given, given the same again and again. */
  private static List<byte[]> amplified(SplittableRandom random) {
    List<byte[]> out = new ArrayList<>(List.of(Pickle.op(']'), Pickle.op('q', 7), Pickle.op('(')));
    for (int i = 1 << random.nextInt(11); i > 0; i--) {
      out.addAll(List.of(Pickle.text("k" + i), Pickle.op('N'), Pickle.op(0x86)));
    }
    out.add(Pickle.op('e'));
    for (int i = 1 << random.nextInt(11); i > 0; i--) {
      out.add(Pickle.global("collections", "OrderedDict"));
      out.addAll(List.of(Pickle.op('h', 7), Pickle.op(0x85), Pickle.op('R')));
    }
    return out;
  }

  /**
   * A sound pickle that calls something forbidden, anywhere before its end: whoever executes,
   * executes it.
   */
  static byte[] forbidden(List<byte[]> sound, SplittableRandom random) {
    String[] name = FORBIDDEN.get(random.nextInt(FORBIDDEN.size())).split(" ", 2);
    List<byte[]> ops = new ArrayList<>(sound);
    List<byte[]> call = new ArrayList<>();
    if (random.nextBoolean()) {
      call.add(Pickle.global(name[0], name[1]));
    } else {
      call.addAll(List.of(Pickle.text(name[0]), Pickle.text(name[1]), Pickle.op(0x93)));
    }
    call.addAll(List.of(Pickle.text("touch PWNED"), Pickle.op(0x85), Pickle.op('R')));
    ops.addAll(random.nextInt(ops.size()), call);
    return Pickle.joined(ops);
  }
}
