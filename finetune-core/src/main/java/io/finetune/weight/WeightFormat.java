package io.finetune.weight;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A format of weight files.
 *
 * @param looksLike whether a file's content begins as the format demands
 * @param reader reads such a file, or refuses it
 */
record WeightFormat(Predicate<FileBytes> looksLike, Function<FileBytes, Weights> reader) {

  /** The most tensors a file may hold; the largest models have some thousands. */
  static final int MAX_TENSORS = 100_000;

  private static final List<WeightFormat> ALL =
      List.of(
          new WeightFormat(ZipRecords::looksLike, TorchZip::read),
          new WeightFormat(TorchLegacy::looksLike, TorchLegacy::read),
          new WeightFormat(DjlParams::looksLike, DjlParams::read),
          new WeightFormat(MxnetParams::looksLike, MxnetParams::read),
          new WeightFormat(Safetensors::looksLike, Safetensors::read));

  /** The format of a file by its content; refuses anything else, saying what it seems to be. */
  static WeightFormat of(FileBytes file) {
    return ALL.stream()
        .filter(format -> format.looksLike.test(file))
        .findFirst()
        .orElseThrow(() -> file.refuse(guess(file)));
  }

  Weights read(FileBytes file) {
    return reader.apply(file);
  }

  private static String guess(FileBytes file) {
    byte[] head = file.head(64);
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (head.length == 0) {
      return "it is empty";
    }
    if (text.startsWith("<!doctype") || text.startsWith("<html")) {
      return "it is a web page, probably an error page saved in place of the file";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "it is a Git LFS pointer; fetch the file itself with 'git lfs pull'";
    }
    if (text.startsWith("\u0089hdf")) {
      return "it is an HDF5 file, which is not read here; convert it to safetensors";
    }
    if (head[0] == (byte) 0x80) {
      return "it is a bare pickle, not PyTorch's format; bare pickles are never read";
    }
    return "its content is none of safetensors, PyTorch zip, PyTorch legacy, DJL params, MXNet"
        + " params (or it is cut off)";
  }
}
