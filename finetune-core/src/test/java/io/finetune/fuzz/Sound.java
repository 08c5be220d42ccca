package io.finetune.fuzz;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A sound file, from which bad ones are made.
 *
 * @param name what it is
 * @param kind its format
 * @param small whether every one of its bytes is tried
 * @param bytes the content
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sound(String name, Kind kind, boolean small, byte[] bytes) {

  /** The formats. */
  enum Kind {
    TORCH_ZIP,
    TORCH_LEGACY,
    SAFETENSORS,
    DJL_PARAMS,
    MXNET_PARAMS,
    GZIP,
    ARCHIVE
  }

  private static final byte[] LEGACY_MAGIC =
      new Bytes()
          .raw(0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, '.')
          .done();

  /** The fixtures that real libraries wrote, and a small file of every format. */
  static List<Sound> all() throws IOException {
    List<Sound> out = new ArrayList<>(smallFiles());
    for (String name : expected().keySet()) {
      Kind kind =
          name.endsWith(".safetensors")
              ? Kind.SAFETENSORS
              : name.contains("legacy") ? Kind.TORCH_LEGACY : Kind.TORCH_ZIP;
      out.add(new Sound(name, kind, false, resource("good/" + name)));
    }
    return out;
  }

  private static JsonObject expected() throws IOException {
    String text = new String(resource("expected.json"), StandardCharsets.UTF_8);
    return JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("good");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Sound.class.getResourceAsStream("/weight-files/" + name)) {
      return in.readAllBytes();
    }
  }

  private static List<Sound> smallFiles() throws IOException {
    byte[] zip = torchZip(Pickle.joined(Pickle.small()));
    return List.of(
        small(Kind.TORCH_ZIP, zip),
        small(Kind.TORCH_LEGACY, legacy()),
        small(Kind.SAFETENSORS, safetensors()),
        small(Kind.DJL_PARAMS, djl()),
        small(Kind.MXNET_PARAMS, mxnet()),
        small(Kind.GZIP, gzip(zip)),
        small(Kind.ARCHIVE, ZipBytes.of(archive())),
        new Sound("tar", Kind.ARCHIVE, false, TarBytes.of(archive())), // mostly padding
        small(Kind.ARCHIVE, gzip(TarBytes.of(archive()))));
  }

  private static Sound small(Kind kind, byte[] bytes) {
    return new Sound("small " + kind.name().toLowerCase(Locale.ROOT), kind, true, bytes);
  }

  private static byte[] floats(float first, int count) {
    Bytes out = new Bytes();
    for (int i = 0; i < count; i++) {
      out.little(4, Float.floatToIntBits(first + i));
    }
    return out.done();
  }

  static byte[] torchZip(byte[] pickle) {
    return ZipBytes.of(
        List.of(
            ZipBytes.Item.stored("a/data.pkl", pickle),
            ZipBytes.Item.stored("a/data/0", floats(1, 4)),
            ZipBytes.Item.stored("a/data/1", floats(9, 3)),
            ZipBytes.Item.stored("a/byteorder", new Bytes().text("little").done())));
  }

  private static byte[] legacy() {
    return new Bytes()
        .raw(LEGACY_MAGIC)
        .raw(0x80, 2, 'M', 0xE9, 3, '.')
        .raw(0x80, 2, '}')
        .raw(Pickle.text("little_endian"))
        .raw(0x88, 's', '.')
        .raw(Pickle.joined(Pickle.small()))
        .raw(0x80, 2, ']', '(')
        .raw(Pickle.text("0"))
        .raw(Pickle.text("1"))
        .raw('e', '.')
        .little(8, 4)
        .raw(floats(1, 4))
        .little(8, 3)
        .raw(floats(9, 3))
        .done();
  }

  private static byte[] safetensors() {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]}} ";
    return new Bytes()
        .little(8, header.length())
        .text(header)
        .raw(floats(1, 4))
        .raw(floats(9, 3))
        .done();
  }

  private static byte[] djl() {
    Bytes out = new Bytes().text("DJL@").big(4, 1);
    out.big(2, 3).text("net").big(2, 7).text("FLOAT32").big(4, 0).big(4, 1);
    out.big(2, 5).text("Epoch").big(2, 1).text("3").raw(1, 0, 0);
    djlArray(out, "weight", '<', 4, 2, 2);
    djlArray(out, "bias", '>', 3, 3);
    return out.done();
  }

  private static void djlArray(Bytes out, String name, char order, int elements, int... shape) {
    out.raw('P', 1).big(2, name.length()).text(name).big(2, 4).text("NDAR").big(4, 3).raw(0);
    out.big(2, 5).text("DENSE").big(2, 7).text("FLOAT32").big(4, shape.length);
    for (int size : shape) {
      out.big(8, size);
    }
    out.big(4, shape.length);
    for (int d = 0; d < shape.length; d++) {
      out.big(2, '?');
    }
    out.raw(order).big(4, elements * 4L).raw(floats(1, elements));
  }

  private static byte[] mxnet() {
    Bytes out = new Bytes().little(8, 0x112).little(8, 0).little(8, 2);
    out.little(4, 0xF993FAC9L).little(4, 0).little(4, 2).little(8, 2).little(8, 2);
    out.little(4, 1).little(4, 0).little(4, 0).raw(floats(1, 4));
    out.little(4, 0xF993FAC8L).little(4, 1).little(8, 3);
    out.little(4, 1).little(4, 0).little(4, 0).raw(floats(9, 3));
    out.little(8, 2).little(8, 5).text("arg:a");
    return out.little(8, 28).text("m_resnetv1b_dense0_weight_at").done();
  }

  private static List<ZipBytes.Item> archive() {
    byte[] data = new Bytes().text("hello, hello, hello, hello").done();
    return List.of(
        new ZipBytes.Item("d/", new byte[0], 0, 0x41ED),
        new ZipBytes.Item("d/one.txt", data, 8, 0x81A4),
        new ZipBytes.Item("two.txt", data, 0, 0x81A4));
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
