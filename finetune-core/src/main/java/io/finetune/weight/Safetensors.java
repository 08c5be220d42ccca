package io.finetune.weight;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The safetensors format: a length, a JSON header, and the tensors' bytes without a gap. */
final class Safetensors {

  private static final int LENGTH_BYTES = 8;

  /** Room for the names of a hundred thousand tensors. */
  private static final long MAX_HEADER = 16L << 20;

  private static final int MAX_RANK = 32;

  private record Entry(String name, TensorType type, List<Long> shape, long begin, long end) {}

  private final FileBytes file;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private Safetensors(FileBytes file) {
    this.file = file;
  }

  /** Whether a file begins like safetensors: a plausible length, then a JSON object. */
  static boolean looksLike(FileBytes file) {
    byte[] head = file.head(LENGTH_BYTES + 1);
    return head.length == LENGTH_BYTES + 1 && head[LENGTH_BYTES] == '{';
  }

  static Weights read(FileBytes file) {
    return new Safetensors(file).read();
  }

  private Weights read() {
    long length = file.slice(0, LENGTH_BYTES, "the header length").getLong();
    if (length < 2 || length > MAX_HEADER || length > file.size() - LENGTH_BYTES) {
      throw file.refuse(
          "its header length is "
              + Long.toUnsignedString(length)
              + ", but the file has "
              + file.size()
              + " bytes (a cut-off download?)");
    }
    FileChecksum.verify(file);
    ByteBuffer header = file.slice(LENGTH_BYTES, length, "the header");
    try {
      parse(header);
    } catch (MalformedJsonException
        | EOFException
        | CharacterCodingException
        | IllegalStateException
        | NumberFormatException e) {
      throw file.refuse("its header is not a JSON object as safetensors has it: " + e.getMessage());
    } catch (IOException e) {
      throw new AssertionError("memory is read without failing", e);
    }
    return tensors(LENGTH_BYTES + length);
  }

  private void parse(ByteBuffer header) throws IOException {
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    // A decoder of its own, since it refuses what is no UTF-8; decoded piece by piece.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    try (JsonReader json =
        new JsonReader(new InputStreamReader(new ByteArrayInputStream(bytes), decoder))) {
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals("__metadata__")) {
          parseMetadata(json);
        } else {
          entries.add(parseEntry(name, json));
        }
        if (entries.size() + metadata.size() > WeightFormat.MAX_TENSORS) {
          throw file.refuse("it has more than " + WeightFormat.MAX_TENSORS + " tensors");
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw file.refuse("something follows the JSON object of its header");
      }
    }
  }

  private void parseMetadata(JsonReader json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (metadata.put(key, json.nextString()) != null) {
        throw file.refuse("its metadata have the key " + key + " twice");
      }
      if (metadata.size() > WeightFormat.MAX_TENSORS) {
        throw file.refuse("it has more than " + WeightFormat.MAX_TENSORS + " metadata");
      }
    }
    json.endObject();
    metadata.remove(FileChecksum.KEY); // of the file, not of what it holds
  }

  private Entry parseEntry(String name, JsonReader json) throws IOException {
    TensorType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    Set<String> fields = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String field = json.nextName();
      if (!fields.add(field)) {
        throw file.refuse("tensor " + name + " has the field " + field + " twice");
      }
      switch (field) {
        case "dtype" -> type = type(name, json.nextString());
        case "shape" -> shape = longs(json);
        case "data_offsets" -> offsets = longs(json);
        default -> throw file.refuse("tensor " + name + " has the unknown field " + field);
      }
    }
    json.endObject();
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw file.refuse("tensor " + name + " lacks one of dtype, shape, data_offsets");
    }
    return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
  }

  private TensorType type(String name, String dtype) {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw file.refuse(
        "tensor " + name + " has dtype " + dtype + ", known are " + List.of(TensorType.values()));
  }

  private List<Long> longs(JsonReader json) throws IOException {
    List<Long> out = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      if (out.size() == MAX_RANK) {
        throw file.refuse("it has a tensor of more than " + MAX_RANK + " dimensions");
      }
      out.add(json.nextLong());
    }
    json.endArray();
    return out;
  }

  private Weights tensors(long start) {
    checkLayout(file.size() - start);
    Map<String, Tensor> out = new LinkedHashMap<>();
    for (Entry e : entries) {
      ByteBuffer data = file.slice(start + e.begin, e.end - e.begin, "tensor " + e.name);
      out.put(e.name, new Tensor(e.type, array(e.shape), data));
    }
    return new Weights(out, metadata);
  }

  /** Every byte belongs to exactly one tensor, and every name and size fits. */
  private void checkLayout(long dataBytes) {
    Set<String> names = new HashSet<>();
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry e : ordered) {
      if (!names.add(e.name)) {
        throw file.refuse("the name " + e.name + " occurs twice");
      }
      if (e.begin != at || e.end < e.begin) {
        throw file.refuse(
            String.format(
                Locale.ROOT,
                "tensor %s lies at bytes %d to %d, expected is a start at %d: tensors overlap or"
                    + " leave a hole",
                e.name,
                e.begin,
                e.end,
                at));
      }
      if (e.shape.stream().anyMatch(size -> size < 0)
          || !fits(e.type, array(e.shape), e.end - e.begin)) {
        throw file.refuse(
            String.format(
                Locale.ROOT,
                "tensor %s of type %s and shape %s does not fill its %d bytes",
                e.name,
                e.type,
                e.shape,
                e.end - e.begin));
      }
      at = e.end;
    }
    if (at != dataBytes) {
      throw file.refuse(
          "its header describes " + at + " bytes of tensors, the file holds " + dataBytes);
    }
  }

  private static boolean fits(TensorType type, long[] shape, long bytes) {
    long count = type.bytes();
    for (long size : shape) {
      if (size != 0 && count > Long.MAX_VALUE / size) {
        return false;
      }
      count *= size;
    }
    return count == bytes;
  }

  private static long[] array(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  /** Writes weights; larger elements first, so that every tensor is aligned to its element. */
  static void write(Weights weights, WritableByteChannel channel) throws IOException {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(weights.tensors().entrySet());
    ordered.sort(Comparator.comparingInt(e -> -e.getValue().type().bytes()));
    byte[] json = header(weights, ordered).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer head = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(json);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    FileChecksum.fill(head.flip(), ordered.stream().map(e -> e.getValue().data()).toList());
    writeFully(channel, head);
    for (Map.Entry<String, Tensor> entry : ordered) {
      writeFully(channel, entry.getValue().data());
    }
  }

  private static String header(Weights weights, List<Map.Entry<String, Tensor>> ordered)
      throws IOException {
    StringWriter out = new StringWriter();
    try (JsonWriter json = new JsonWriter(out)) {
      json.beginObject();
      json.name("__metadata__").beginObject();
      json.name(FileChecksum.KEY).value(FileChecksum.BLANK);
      for (Map.Entry<String, String> entry : weights.metadata().entrySet()) {
        if (!entry.getKey().equals(FileChecksum.KEY)) {
          json.name(entry.getKey()).value(entry.getValue());
        }
      }
      json.endObject();
      long at = 0;
      for (Map.Entry<String, Tensor> entry : ordered) {
        Tensor tensor = entry.getValue();
        json.name(entry.getKey()).beginObject();
        json.name("dtype").value(tensor.type().name());
        json.name("shape").beginArray();
        for (long size : tensor.shape()) {
          json.value(size);
        }
        json.endArray();
        json.name("data_offsets").beginArray().value(at);
        at += tensor.data().remaining();
        json.value(at).endArray().endObject();
      }
      json.endObject();
    }
    return out.toString();
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}
