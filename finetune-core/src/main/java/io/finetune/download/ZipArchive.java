package io.finetune.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Zip archives, by their directory: plain files and folders, each checked against its CRC-32. */
final class ZipArchive {

  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final long U32 = 0xFFFFFFFFL;

  /** Bytes of memory the reader takes for a byte of the directory, in the worst case. */
  private static final long MEMORY = 20;

  private static final int KIND = 0xF000;
  private static final int PLAIN = 0x8000;
  private static final int FOLDER = 0x4000;

  private ZipArchive() {}

  static void unpack(Path archive, Unpacked out) throws IOException {
    long directory = directoryBytes(archive);
    if (directory * MEMORY > Runtime.getRuntime().maxMemory() / 2) {
      throw out.refuse(
          "its directory of "
              + directory
              + " bytes needs up to "
              + directory * MEMORY / (1 << 20)
              + " MB of memory, too much for what Java may use (-Xmx)");
    }
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
        put(zip, all.nextElement(), out);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("it is damaged", e);
    }
  }

  private static void put(ZipFile zip, ZipArchiveEntry entry, Unpacked out) throws IOException {
    String name = entry.getName();
    int kind = entry.getUnixMode() & KIND;
    if ((kind != 0 && kind != PLAIN && kind != FOLDER) || !zip.canReadEntryData(entry)) {
      throw out.refuse("the entry " + Unpacked.quoted(name) + " is a link, a device or encrypted");
    }
    if (entry.isDirectory()) {
      out.folder(name);
      return;
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      out.file(name, in);
    }
    if (crc.getValue() != entry.getCrc()) {
      throw out.refuse("the entry " + Unpacked.quoted(name) + " is damaged: its CRC-32 differs");
    }
  }

  /** The length of the directory, which the reader will keep in memory whole. */
  private static long directoryBytes(Path archive) throws IOException {
    try (FileChannel file = FileChannel.open(archive)) {
      long tail = Math.min(file.size(), END_BYTES + 0xFFFF);
      ByteBuffer in = bytes(file, file.size() - tail, (int) tail);
      for (int at = (int) tail - END_BYTES; at >= 0; at--) {
        if (in.getInt(at) == END) {
          long end = file.size() - tail + at;
          long size = in.getInt(at + 12) & U32;
          long offset = in.getInt(at + 16) & U32;
          if (at >= 20 && in.getInt(at - 20) == LOCATOR_64) {
            ByteBuffer large = bytes(file, in.getLong(at - 12), 56);
            size = large.getInt(0) == END_64 ? large.getLong(40) : size;
            offset = large.getInt(0) == END_64 ? large.getLong(48) : offset;
          }
          // Whichever of the two the reader believes, and whatever they say, inside the file.
          return Math.min(end, Math.max(size, end - offset));
        }
      }
    }
    throw new EOFException("it has no zip directory at its end, so it is cut off");
  }

  private static ByteBuffer bytes(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (offset < 0 || offset > file.size() - length) {
      throw new EOFException("its zip directory lies outside of it");
    }
    while (in.hasRemaining() && file.read(in, offset + in.position()) >= 0) {}
    return in.flip();
  }
}
