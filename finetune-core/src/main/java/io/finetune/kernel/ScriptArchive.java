package io.finetune.kernel;

import io.finetune.torch.PickleWriter;
import io.finetune.torch.TorchArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes the zip that libtorch loads as a TorchScript module: a module {@code Kernels} without
 * parameters, whose methods are given as source in TorchScript's serialised dialect.
 */
final class ScriptArchive {

  private static final String HEADER =
      "class Kernels(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

  private ScriptArchive() {}

  /**
   * Packs methods into an archive.
   *
   * @param methods definitions of methods, indented by two spaces, each taking {@code self:
   *     __torch__.Kernels} first
   * @return the bytes of the archive
   */
  static byte[] pack(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TorchArchive archive = new TorchArchive(bytes, "kernels")) {
      archive.add("data.pkl", module());
      archive.add("constants.pkl", new PickleWriter().emptyTuple().toBytes());
      archive.add("code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("writing a zip into memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Pickle of an object of class {@code __torch__.Kernels} whose state is {training: True}. */
  private static byte[] module() {
    return new PickleWriter()
        .global("__torch__", "Kernels")
        .emptyTuple()
        .newObject()
        .emptyDict()
        .mark()
        .text("training")
        .bool(true)
        .setItems()
        .build()
        .toBytes();
  }
}
