package io.finetune.weight;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import io.finetune.torch.TorchArchive;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata of a PyTorch archive: a JSON object of strings in the record {@code
 * extra/finetune.json}, which PyTorch passes over unless asked ({@code _extra_files} of {@code
 * torch.jit.load}). The names are those of safetensors' metadata.
 */
public final class MetadataRecord {

  static final String NAME = "extra/finetune.json";

  private MetadataRecord() {}

  /**
   * Adds metadata.
   *
   * @param archive the archive
   * @param metadata names and values
   * @throws IOException if they cannot be written
   */
  public static void add(TorchArchive archive, Map<String, String> metadata) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.name(entry.getKey()).value(entry.getValue());
      }
      json.endObject();
    }
    archive.add(NAME, text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the record of a file. */
  static Map<String, String> parse(FileBytes file, ByteBuffer record) {
    String text = StandardCharsets.UTF_8.decode(record).toString();
    Map<String, String> metadata = new LinkedHashMap<>();
    try {
      JsonObject object = JsonParser.parseString(text).getAsJsonObject();
      object.entrySet().forEach(e -> metadata.put(e.getKey(), e.getValue().getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw file.refuse("its record " + NAME + " is no JSON object of strings: " + e.getMessage());
    }
    return metadata;
  }
}
