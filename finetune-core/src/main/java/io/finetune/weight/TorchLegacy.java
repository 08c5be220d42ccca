package io.finetune.weight;

import io.finetune.weight.PickleValues.Storage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * PyTorch's files from before version 1.6: pickles of a magic number, the protocol, the machine,
 * the object and the storage keys, then each storage as its element count and bytes.
 */
final class TorchLegacy {

  /** The pickle of 0x1950a86a20f9469cfc6c, byte for byte: checked before anything is unpickled. */
  private static final byte[] MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8A,
    10,
    0x6C,
    (byte) 0xFC,
    (byte) 0x9C,
    0x46,
    (byte) 0xF9,
    0x20,
    0x6A,
    (byte) 0xA8,
    0x50,
    0x19,
    '.'
  };

  private static final long PROTOCOL = 1001;

  private TorchLegacy() {}

  static boolean looksLike(FileBytes file) {
    return Arrays.equals(file.head(MAGIC.length), MAGIC);
  }

  static Weights read(FileBytes file) {
    long pickles = Math.min(file.size(), Integer.MAX_VALUE) - MAGIC.length;
    ByteBuffer in = file.slice(MAGIC.length, pickles, "the pickles");
    Map<String, Storage> declared = new HashMap<>();
    if (!Long.valueOf(PROTOCOL).equals(Unpickler.read(in, false, declared))) {
      throw file.refuse("its protocol is not " + PROTOCOL);
    }
    if (!(Unpickler.read(in, false, declared) instanceof Map<?, ?> machine)
        || !Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw file.refuse("it was written on a big-endian machine, which is not supported");
    }
    Object root = Unpickler.read(in, false, declared);
    if (!(Unpickler.read(in, false, declared) instanceof List<?> keys)) {
      throw file.refuse("its list of storages is missing");
    }
    Map<String, ByteBuffer> storages =
        storages(file, keys, declared, (long) MAGIC.length + in.position());
    return StateDict.collect(file, root, storage -> find(file, storages, storage));
  }

  /** Cuts out each storage; the place of one depends on the element types of those before it. */
  private static Map<String, ByteBuffer> storages(
      FileBytes file, List<?> keys, Map<String, Storage> declared, long start) {
    Map<String, ByteBuffer> out = new HashMap<>();
    long at = start;
    for (Object key : keys) {
      Storage storage = key instanceof String name ? declared.get(name) : null;
      if (storage == null) {
        throw file.refuse("a storage is listed that no tensor uses, so its size is unknown");
      }
      long count = file.slice(at, Long.BYTES, "the size of a storage").getLong();
      if (count != storage.elements) {
        throw file.refuse(
            String.format(
                Locale.ROOT,
                "its storage %s has %d elements, declared are %d",
                storage.key,
                count,
                storage.elements));
      }
      long bytes = StateDict.byteCount(storage);
      out.put(storage.key, file.slice(at + Long.BYTES, bytes, "storage " + storage.key));
      at += Long.BYTES + bytes;
    }
    if (at != file.size()) {
      throw file.refuse("bytes are left over after its last storage");
    }
    return out;
  }

  private static ByteBuffer find(
      FileBytes file, Map<String, ByteBuffer> storages, Storage storage) {
    ByteBuffer found = storages.get(storage.key);
    if (found == null) {
      throw file.refuse("its storage " + storage.key + " is not in the list of storages");
    }
    return found;
  }
}
