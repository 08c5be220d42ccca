package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.finetune.WeightException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written here byte by byte, by the layout of MXNet's ndarray.cc. */
class MxnetParamsTest {

  private static final int V1 = 0xF993FAC8;
  private static final int V2 = 0xF993FAC9;
  private static final int V3 = 0xF993FACA;

  @TempDir Path folder;

  private static ByteBuffer bytes() {
    return ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void head(ByteBuffer out, long arrays) {
    out.putLong(0x112).putLong(0).putLong(arrays);
  }

  /** A float32 array of 0, 1, 2, ... as one of the versions writes it. */
  private static void array(ByteBuffer out, int version, int... shape) {
    out.putInt(version);
    if (version == V2 || version == V3) {
      out.putInt(0);
    }
    out.putInt(shape.length);
    for (int size : shape) {
      out.putLong(size);
    }
    values(out, shape);
  }

  private static void legacyArray(ByteBuffer out, int... shape) {
    out.putInt(shape.length);
    for (int size : shape) {
      out.putInt(size);
    }
    values(out, shape);
  }

  private static void values(ByteBuffer out, int... shape) {
    out.putInt(1).putInt(0).putInt(0); // cpu(0), float32
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < count; i++) {
      out.putFloat(i);
    }
  }

  private static void names(ByteBuffer out, String... names) {
    out.putLong(names.length);
    for (String name : names) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      out.putLong(text.length).put(text);
    }
  }

  private Path write(ByteBuffer out) throws IOException {
    return Files.write(folder.resolve("mask_rcnn.params"), written(out));
  }

  private static byte[] written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer sound() {
    ByteBuffer out = bytes();
    head(out, 4);
    array(out, V2, 2, 3);
    array(out, V1, 4);
    legacyArray(out, 1, 2);
    array(out, V3);
    names(out, "arg:conv0_weight", "aux:bn0_running_mean", "features.0.weight", "scalar");
    return out;
  }

  @Test
  void everyVersionOfDenseArraysIsRead() throws IOException {
    Weights weights = Weights.read(write(sound()));
    assertEquals(
        List.of("conv0_weight", "bn0_running_mean", "features.0.weight", "scalar"),
        new ArrayList<>(weights.tensors().keySet()));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray first = weights.tensors().get("conv0_weight").toNDArray(manager);
      assertEquals(new Shape(2, 3), first.getShape());
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, first.toFloatArray());
      NDArray legacy = weights.tensors().get("features.0.weight").toNDArray(manager);
      assertEquals(new Shape(1, 2), legacy.getShape());
      assertEquals(0, weights.tensors().get("scalar").toNDArray(manager).getFloat());
    }
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    ByteBuffer sparse = bytes();
    head(sparse, 1);
    sparse.putInt(V2).putInt(1);
    refused(sparse, "sparse");

    ByteBuffer many = bytes();
    head(many, Long.MAX_VALUE);
    refused(many, "declares 9223372036854775807 arrays");

    ByteBuffer large = bytes();
    head(large, 1);
    large.putInt(V2).putInt(0).putInt(2).putLong(1L << 40).putLong(1L << 40);
    large.putInt(1).putInt(0).putInt(0);
    refused(large, "more than the");

    ByteBuffer type = bytes();
    head(type, 1);
    type.putInt(V2).putInt(0).putInt(1).putLong(1).putInt(1).putInt(0).putInt(77);
    refused(type, "unknown type 77");

    ByteBuffer nameless = bytes();
    head(nameless, 1);
    array(nameless, V2, 1);
    names(nameless);
    refused(nameless, "1 arrays and 0 names");

    ByteBuffer twice = bytes();
    head(twice, 2);
    array(twice, V2, 1);
    array(twice, V2, 1);
    names(twice, "arg:a", "aux:a");
    refused(twice, "twice");

    refused(sound().put((byte) 1), "1 bytes follow");
  }

  private void refused(ByteBuffer out, String reason) throws IOException {
    Path file = write(out);
    String message = assertThrows(WeightException.class, () -> Weights.read(file)).getMessage();
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains("mask_rcnn.params"), message);
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] sound = written(sound());
    for (int length = 8; length < sound.length; length++) {
      Path file = folder.resolve(length + ".params");
      Files.write(file, Arrays.copyOf(sound, length));
      assertThrows(WeightException.class, () -> Weights.read(file), "cut at " + length);
    }
  }
}
