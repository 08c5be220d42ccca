package io.finetune.weight;

import io.finetune.Folders;
import io.finetune.HostileText;
import io.finetune.WeightException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.GZIPInputStream;

/** The bytes of a weight file: mapped where the file is plain, in memory where it is gzip. */
final class FileBytes {

  /** The most a gzip file may expand to; weights of the models here are far below. */
  private static final long GZIP_LIMIT = 1L << 30;

  /** Trained weights hardly compress: a large file that grows more than so is no model. */
  private static final long GZIP_RATIO = 100;

  /** What any file may expand to, a model of nothing but constants among them. */
  private static final long GZIP_FLOOR = 256L << 20;

  /**
   * Distance of the windows through which a file is seen, each twice as long, so that whatever is
   * no longer than a step lies in one of them. A mapping for every tensor would exhaust the
   * system's table of mappings.
   */
  private static final long STEP = 1L << 30;

  private final Path path;
  private final long size;
  private final List<ByteBuffer> windows;

  private FileBytes(Path path, long size, List<ByteBuffer> windows) {
    this.path = path;
    this.size = size;
    this.windows = windows;
  }

  /** Opens a file, looking through gzip. Nothing stays open; mapped pages go with the buffers. */
  static FileBytes open(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw new WeightException(notAFile(path));
      }
      long size = Files.size(path);
      try (InputStream in = Files.newInputStream(path)) {
        if (in.read() == 0x1F && in.read() == 0x8B) {
          ByteBuffer data = gunzip(path);
          return new FileBytes(path, data.remaining(), List.of(data));
        }
      }
      return new FileBytes(path, size, windows(path, size));
    } catch (IOException e) {
      throw new WeightException(
          "The weight file " + path.toAbsolutePath() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String notAFile(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return "There is no weight file "
        + absolute
        + "; its nearest existing folder is "
        + Folders.nearest(absolute)
        + ". Check the path.";
  }

  private static List<ByteBuffer> windows(Path path, long size) throws IOException {
    List<ByteBuffer> windows = new ArrayList<>();
    long start = 0;
    do {
      windows.add(map(path, start, Math.min(size - start, Integer.MAX_VALUE)));
      start += STEP;
    } while (start < size && size > Integer.MAX_VALUE);
    return windows;
  }

  private static ByteBuffer map(Path path, long offset, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    }
  }

  /** Unpacks twice: once to learn the size within the limit, once into a buffer of that size. */
  private static ByteBuffer gunzip(Path path) throws IOException {
    byte[] chunk = new byte[1 << 16];
    long limit = Math.min(GZIP_LIMIT, Math.max(GZIP_FLOOR, GZIP_RATIO * Files.size(path)));
    long total = 0;
    try (InputStream in = gzipStream(path)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        total += n;
        if (total > limit) {
          throw new WeightException(
              "The weight file "
                  + path.toAbsolutePath()
                  + " expands to more than "
                  + limit
                  + " bytes. If you trust it, unpack it yourself and name the unpacked file.");
        }
      }
    }
    ByteBuffer out = room(ByteBuffer::allocateDirect, (int) total, "the unpacked content");
    try (InputStream in = gzipStream(path)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (n > out.remaining()) {
          throw new IOException("it grows while it is read");
        }
        out.put(chunk, 0, n);
      }
    }
    return out.flip();
  }

  private static InputStream gzipStream(Path path) throws IOException {
    return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
  }

  /**
   * Memory for a copy. Plain files are mapped, and need none; what must be copied may be more than
   * there is room for, and that is the file's fault and no reason for the process to die.
   *
   * @param kind on the heap or outside
   * @param what what is copied, for the message
   */
  static ByteBuffer room(IntFunction<ByteBuffer> kind, int bytes, String what) {
    try {
      return kind.apply(bytes);
    } catch (OutOfMemoryError e) {
      throw new WeightException(
          what
              + " needs "
              + bytes
              + " bytes of memory, more than Java may use: raise that with -Xmx, or convert the"
              + " file to plain safetensors, which needs none.",
          e);
    }
  }

  long size() {
    return size;
  }

  /**
   * A read-only little-endian view.
   *
   * @param offset first byte
   * @param length number of bytes
   * @param what what lies there, for the message
   * @throws WeightException if the range is not inside the file or longer than 2 GB
   */
  ByteBuffer slice(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw refuse(
          what + " should be " + length + " bytes at " + offset + ", the data ends at " + size);
    }
    if (length > Integer.MAX_VALUE) {
      throw refuse(what + " has " + length + " bytes; the most read here is 2147483647");
    }
    try {
      int step = (int) Math.min(offset / STEP, windows.size() - 1);
      ByteBuffer window = windows.get(step);
      long inside = offset - step * STEP;
      ByteBuffer view =
          inside + length <= window.capacity()
              ? window.slice((int) inside, (int) length)
              : map(path, offset, length);
      return view.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new WeightException("Cannot read " + what + " of " + path.toAbsolutePath(), e);
    }
  }

  /** The first bytes, at most {@code count}. */
  byte[] head(int count) {
    byte[] bytes = new byte[(int) Math.min(count, size)];
    slice(0, bytes.length, "the start").get(bytes);
    return bytes;
  }

  /** An exception naming the file, what is wrong with it, and the usual remedy. */
  WeightException refuse(String wrong) {
    return new WeightException(
        "The weight file "
            + path.toAbsolutePath()
            + " is refused: "
            + HostileText.shown(wrong)
            + ". Download or export it again, best as safetensors.");
  }
}
