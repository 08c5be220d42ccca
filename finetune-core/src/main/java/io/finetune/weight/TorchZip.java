package io.finetune.weight;

import io.finetune.weight.PickleValues.Storage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * PyTorch's zip archives: from {@code torch.save}, and TorchScript, where every tensor attribute of
 * a module is taken (parameters and buffers) and the code is never looked at. Metadata are read
 * where this project wrote them.
 */
final class TorchZip {

  private static final String PICKLE = "/data.pkl";

  private TorchZip() {}

  static Weights read(FileBytes file) {
    ZipRecords records = new ZipRecords(file);
    String pickle =
        records.names().stream()
            .filter(name -> name.endsWith(PICKLE))
            .min(Comparator.comparingInt(String::length))
            .orElseThrow(
                () -> file.refuse("it is a zip archive without data.pkl, so not PyTorch's"));
    String folder = pickle.substring(0, pickle.length() - PICKLE.length() + 1);
    if (records.has(folder + "byteorder")) {
      ByteBuffer order = records.read(folder + "byteorder");
      if (!StandardCharsets.US_ASCII.decode(order).toString().strip().equals("little")) {
        throw file.refuse("it was written on a big-endian machine, which is not supported");
      }
    }
    boolean script = records.has(folder + "constants.pkl");
    Object root = Unpickler.read(records.read(pickle), script, new HashMap<>());
    Weights weights =
        StateDict.collect(file, root, storage -> load(file, records, folder, storage));
    return records.has(folder + MetadataRecord.NAME)
        ? new Weights(weights.tensors(), metadata(file, records, folder), weights.modelPrefix())
        : weights;
  }

  private static Map<String, String> metadata(FileBytes file, ZipRecords records, String folder) {
    return MetadataRecord.parse(file, records.read(folder + MetadataRecord.NAME));
  }

  private static ByteBuffer load(
      FileBytes file, ZipRecords records, String folder, Storage storage) {
    if (!storage.key.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw file.refuse("its storage is named '" + storage.key + "', PyTorch uses numbers");
    }
    ByteBuffer data = records.read(folder + "data/" + storage.key);
    if (data.remaining() != StateDict.byteCount(storage)) {
      throw file.refuse(
          String.format(
              Locale.ROOT,
              "its record data/%s holds %d bytes, declared are %d elements of type %s",
              storage.key,
              data.remaining(),
              storage.elements,
              storage.type));
    }
    return data;
  }
}
