package io.finetune.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the zip that libtorch loads as a TorchScript module: a module {@code Kernels} without
 * parameters, whose methods are given as source in TorchScript's serialised dialect.
 */
final class ScriptArchive {

  private static final String FOLDER = "kernels/";
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 0x02, ')', '.'};
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
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      entry(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
      entry(zip, "data.pkl", module());
      entry(zip, "constants.pkl", EMPTY_TUPLE);
      entry(zip, "code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("writing a zip into memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Pickle of an object of class {@code __torch__.Kernels} whose state is {training: True}. */
  private static byte[] module() {
    String pickle = "\u0080\u0002c__torch__\nKernels\nq\0)\u0081}(X\u0008\0\0\0training\u0088ub.";
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
