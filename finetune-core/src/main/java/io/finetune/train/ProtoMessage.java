package io.finetune.train;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A protocol buffer message, built field by field by their numbers. The library writes the bytes;
 * no classes are generated, for TensorBoard's schema is three hundred lines of which thirty are
 * needed, and nobody publishes it for Java.
 */
final class ProtoMessage {

  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  /** Adds an integer, an enum's number or a boolean. */
  ProtoMessage int64(int field, long value) {
    return add(field, Field.newBuilder().addVarint(value));
  }

  ProtoMessage float64(int field, double value) {
    return add(field, Field.newBuilder().addFixed64(Double.doubleToRawLongBits(value)));
  }

  ProtoMessage float32(int field, float value) {
    return add(field, Field.newBuilder().addFixed32(Float.floatToRawIntBits(value)));
  }

  ProtoMessage string(int field, String value) {
    return bytes(field, ByteString.copyFromUtf8(value));
  }

  ProtoMessage bytes(int field, ByteString value) {
    return add(field, Field.newBuilder().addLengthDelimited(value));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toByteString());
  }

  /** Adds a repeated double, packed. */
  ProtoMessage float64s(int field, List<Double> values) {
    ByteBuffer packed =
        ByteBuffer.allocate(Double.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(packed::putDouble);
    return bytes(field, ByteString.copyFrom(packed.flip()));
  }

  ByteString toByteString() {
    return fields.build().toByteString();
  }

  byte[] toByteArray() {
    return fields.build().toByteArray();
  }

  private ProtoMessage add(int number, Field.Builder field) {
    fields.mergeField(number, field.build());
    return this;
  }
}
