package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.WeightException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every good file value for value, every bad file refused, and the sweep counts what it saw. */
class WeightFilesTest {

  private static final Map<String, TensorType> TYPES =
      Map.of(
          "float64", TensorType.F64,
          "float32", TensorType.F32,
          "float16", TensorType.F16,
          "bfloat16", TensorType.BF16,
          "int64", TensorType.I64,
          "int32", TensorType.I32,
          "int16", TensorType.I16,
          "int8", TensorType.I8,
          "uint8", TensorType.U8,
          "bool", TensorType.BOOL);

  /** What the message about each bad file says. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("bad_crc_zip.pt", "CRC-32"),
          Map.entry("bad_json.safetensors", "not a JSON object"),
          Map.entry("begin_after_end.safetensors", "tensor a lies at bytes 16 to 0"),
          Map.entry("big_endian_zip.pt", "big-endian"),
          Map.entry("deflated_bomb_zip.pt", "compressed"),
          Map.entry("duplicate_key.safetensors", "the name a occurs twice"),
          Map.entry("empty.pth", "it is empty"),
          Map.entry("git_lfs_pointer.pth", "Git LFS"),
          Map.entry("hdf5.pth", "HDF5"),
          Map.entry("header_past_end.safetensors", "header length is 5000"),
          Map.entry("hole.safetensors", "leave a hole"),
          Map.entry("html_page.pth", "web page"),
          Map.entry("huge_header_length.safetensors", "header length is 9223372036854775807"),
          Map.entry("huge_zip_size.pt", "should be 2147483632 bytes"),
          Map.entry("malicious_build_zip.pt", "torch.serialization.load"),
          Map.entry("malicious_first_pickle.pth", "bare pickle"),
          Map.entry("malicious_hidden_zip.pt", "builtins.eval"),
          Map.entry("malicious_legacy.pth", "posix.system"),
          Map.entry("malicious_stack_global_zip.pt", "posix.system"),
          Map.entry("malicious_zip.pt", "posix.system"),
          Map.entry("memo_missing_zip.pt", "recalls entry 99"),
          Map.entry("missing_field.safetensors", "lacks one of"),
          Map.entry("missing_record_zip.pt", "data/0 is missing"),
          Map.entry("negative_header_length.safetensors", "header length is 18446744073709551608"),
          Map.entry("negative_offset.safetensors", "lies at bytes -16"),
          Map.entry("negative_offset_zip.pt", "offset -2 is not inside"),
          Map.entry("negative_shape.safetensors", "[-2, -2]"),
          Map.entry("no_data_pkl.zip", "without data.pkl"),
          Map.entry("not_a_state_dict_zip.pt", "single value"),
          Map.entry("not_object.safetensors", "its content is none of"),
          Map.entry("overflow_shape.safetensors", "does not fill its 16 bytes"),
          Map.entry("overflow_shape_zip.pt", "[4294967296, 4294967296]"),
          Map.entry("overlap.safetensors", "overlap"),
          Map.entry("past_end.safetensors", "32 bytes of tensors, the file holds 24"),
          Map.entry("path_traversal_zip.pt", "'../../escape'"),
          Map.entry("recursive_pickle_zip.pt", "single value"),
          Map.entry("short_record_zip.pt", "holds 10 bytes, declared are 4"),
          Map.entry("size_mismatch.safetensors", "[2, 3] does not fill"),
          Map.entry("stride_past_end_zip.pt", "stride [100, 1]"),
          Map.entry("tiny.safetensors", "its content is none of"),
          Map.entry("trailing.safetensors", "16 bytes of tensors, the file holds 32"),
          Map.entry("truncated.safetensors", "1604 bytes of tensors, the file holds 1564"),
          Map.entry("truncated_header.safetensors", "header length is 1136"),
          Map.entry("truncated_in_pickle_legacy.pth", "pickle is cut off"),
          Map.entry("truncated_legacy.pth", "the data ends at 3560"),
          Map.entry("truncated_zip.pt", "cut off"),
          Map.entry("unknown_dtype.safetensors", "dtype F33"),
          Map.entry("view_past_end_zip.pt", "shape [3, 2]"),
          Map.entry("whole_module_zip.pt", "whole model"));

  @TempDir Path temp;

  static Path folder() throws URISyntaxException {
    return Path.of(WeightFilesTest.class.getResource("/weight-files").toURI());
  }

  private static JsonObject expected(String part) throws IOException, URISyntaxException {
    try (Reader in = Files.newBufferedReader(folder().resolve("expected.json"))) {
      return JsonParser.parseReader(in).getAsJsonObject().getAsJsonObject(part);
    }
  }

  private static Set<String> files(String part) throws IOException, URISyntaxException {
    try (Stream<Path> list = Files.list(folder().resolve(part))) {
      return list.map(p -> p.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void everyGoodFileIsReadValueForValue() throws Exception {
    JsonObject good = expected("good");
    assertEquals(files("good"), good.keySet());
    assertEquals(12, good.size());
    for (Map.Entry<String, JsonElement> file : good.entrySet()) {
      Weights weights = Weights.read(folder().resolve("good").resolve(file.getKey()));
      check(file.getKey(), weights, file.getValue().getAsJsonObject());
    }
  }

  @Test
  void goodFilesAreReadThroughGzipAndWrittenBackAsSafetensors() throws Exception {
    JsonObject good = expected("good");
    for (Map.Entry<String, JsonElement> file : good.entrySet()) {
      Path packed = temp.resolve(file.getKey() + ".gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        Files.copy(folder().resolve("good").resolve(file.getKey()), out);
      }
      Path written = temp.resolve(file.getKey() + ".safetensors");
      Weights.read(packed).write(written);
      check(file.getKey(), Weights.read(written), file.getValue().getAsJsonObject());
    }
  }

  @Test
  void goodFilesAreWrittenAsPyTorchDoes() throws Exception {
    Map<String, String> metadata = Map.of("model", "größe", "classes", "a\nb");
    for (Map.Entry<String, JsonElement> file : expected("good").entrySet()) {
      Weights read = Weights.read(folder().resolve("good").resolve(file.getKey()));
      Path written = temp.resolve(file.getKey() + ".pth");
      new Weights(read.tensors(), metadata).writeTorch(Files.newOutputStream(written));
      Weights again = Weights.read(written);
      check(file.getKey(), again, file.getValue().getAsJsonObject());
      assertEquals(metadata, again.metadata());
      assertEquals(List.copyOf(read.tensors().keySet()), List.copyOf(again.tensors().keySet()));
    }
  }

  private static void check(String file, Weights weights, JsonObject expected)
      throws NoSuchAlgorithmException {
    JsonArray tensors = expected.getAsJsonArray("tensors");
    Set<String> names = new HashSet<>();
    for (JsonElement element : tensors) {
      JsonObject want = element.getAsJsonObject();
      String name = want.get("name").getAsString();
      names.add(name);
      String what = file + " " + name;
      Tensor got = weights.tensors().get(name);
      assertTrue(got != null, what);
      assertEquals(TYPES.get(want.get("dtype").getAsString()), got.type(), what);
      long[] shape =
          want.getAsJsonArray("shape").asList().stream()
              .mapToLong(JsonElement::getAsLong)
              .toArray();
      assertArrayEquals(shape, got.shape(), what);
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(got.data());
      assertEquals(
          want.get("sha256_row_major_little_endian").getAsString(),
          HexFormat.of().formatHex(sha.digest()),
          what);
      checkFloats(what, got.toFloats(), want);
    }
    assertEquals(names, weights.tensors().keySet(), file);
  }

  private static void checkFloats(String what, float[] got, JsonObject want) {
    JsonArray values = want.getAsJsonArray(want.has("values") ? "values" : "first8");
    for (int i = 0; i < values.size(); i++) {
      String text = values.get(i).getAsString();
      float value =
          switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            case "inf" -> Float.POSITIVE_INFINITY;
            case "-inf" -> Float.NEGATIVE_INFINITY;
            default -> Float.parseFloat(text);
          };
      assertEquals(value, got[i], Math.abs(value) * 1e-7f, what + " " + i);
    }
  }

  @Test
  void everyBadFileIsRefusedWithItsNameAndNothingRuns() throws Exception {
    JsonObject bad = expected("bad");
    assertEquals(files("bad"), bad.keySet());
    assertEquals(49, bad.size());
    for (String name : bad.keySet()) {
      Path file = folder().resolve("bad").resolve(name);
      WeightException e =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10),
              () -> assertThrows(WeightException.class, () -> Weights.read(file), name),
              name);
      assertTrue(e.getMessage().contains(name), e.getMessage());
      assertTrue(e.getMessage().contains("is refused: "), e.getMessage());
    }
    for (Path place : Set.of(Path.of(""), folder(), folder().resolve("bad"), temp)) {
      assertFalse(Files.exists(place.resolve("PWNED")), place.toString());
    }
  }

  @Test
  void messagesSayWhatIsWrong() throws Exception {
    assertEquals(expected("bad").keySet(), REASONS.keySet());
    for (Map.Entry<String, String> reason : REASONS.entrySet()) {
      Path file = folder().resolve("bad").resolve(reason.getKey());
      String message = assertThrows(WeightException.class, () -> Weights.read(file)).getMessage();
      assertTrue(
          message.toLowerCase(Locale.ROOT).contains(reason.getValue().toLowerCase(Locale.ROOT)),
          message);
    }
  }

  @Test
  void everyPrefixOfAFileIsRefused() throws Exception {
    for (String name : Set.of("state_dict.safetensors", "state_dict_legacy.pth")) {
      byte[] whole = Files.readAllBytes(folder().resolve("good").resolve(name));
      for (int length = 0; length < whole.length; length += 7) {
        Path cut = temp.resolve(length + name);
        Files.write(cut, java.util.Arrays.copyOf(whole, length));
        assertThrows(WeightException.class, () -> Weights.read(cut), name + " at " + length);
      }
    }
  }

  @Test
  void checkpointAndDataParallelWrappersComeOff() throws Exception {
    Path good = folder().resolve("good");
    Set<String> names = Weights.read(good.resolve("state_dict_zip.pt")).tensors().keySet();
    for (String file :
        Set.of("checkpoint.pt", "checkpoint_with_namespace.pt", "data_parallel.pt")) {
      assertEquals(names, Weights.read(good.resolve(file)).model().tensors().keySet(), file);
    }
  }
}
