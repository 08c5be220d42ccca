package io.finetune.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a pickle of protocol 2, opcode by opcode, as a stack machine is fed: a value is pushed, a
 * container takes what was pushed since the latest mark. Only the opcodes that PyTorch's readers
 * know are here.
 */
public final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins a pickle. */
  public PickleWriter() {
    opcode(0x80).opcode(2);
  }

  private PickleWriter opcode(int code) {
    out.write(code);
    return this;
  }

  private PickleWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** Pushes a class or function, such as {@code collections}, {@code OrderedDict}. */
  public PickleWriter global(String module, String name) {
    return opcode('c').bytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Pushes a string. */
  public PickleWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return opcode('X').bytes(littleEndian(bytes.length)).bytes(bytes);
  }

  /** Pushes a whole number. */
  public PickleWriter integer(long value) {
    if (value >= 0 && value < 256) {
      return opcode('K').opcode((int) value);
    }
    if ((int) value == value) {
      return opcode('J').bytes(littleEndian((int) value));
    }
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return opcode(0x8A).opcode(Long.BYTES).bytes(bytes);
  }

  /** Pushes True or False. */
  public PickleWriter bool(boolean value) {
    return opcode(value ? 0x88 : 0x89);
  }

  /** Pushes a mark, the beginning of a container's values. */
  public PickleWriter mark() {
    return opcode('(');
  }

  /** Replaces the values since the latest mark by a tuple of them. */
  public PickleWriter tuple() {
    return opcode('t');
  }

  /** Pushes a tuple of numbers. */
  public PickleWriter integers(long... values) {
    mark();
    for (long value : values) {
      integer(value);
    }
    return tuple();
  }

  /** Pushes an empty tuple. */
  public PickleWriter emptyTuple() {
    return opcode(')');
  }

  /** Pushes an empty dictionary. */
  public PickleWriter emptyDict() {
    return opcode('}');
  }

  /** Puts the keys and values since the latest mark into the dictionary below it. */
  public PickleWriter setItems() {
    return opcode('u');
  }

  /** Replaces a function and a tuple of arguments by what the call returns. */
  public PickleWriter call() {
    return opcode('R');
  }

  /** Replaces a class and a tuple of arguments by a new object. */
  public PickleWriter newObject() {
    return opcode(0x81);
  }

  /** Gives the object below the topmost dictionary that dictionary as its state. */
  public PickleWriter build() {
    return opcode('b');
  }

  /** Replaces an identifier by what it stands for outside of the pickle. */
  public PickleWriter persistent() {
    return opcode('Q');
  }

  /**
   * Ends the pickle.
   *
   * @return its bytes; nothing may be written after
   */
  public byte[] toBytes() {
    return opcode('.').out.toByteArray();
  }
}
