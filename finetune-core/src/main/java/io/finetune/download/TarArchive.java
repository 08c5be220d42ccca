package io.finetune.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tar archives, read once from start to end: plain files and folders, and nothing else. */
final class TarArchive {

  private TarArchive() {}

  static void unpack(InputStream in, Unpacked out) throws IOException {
    Headers headers = new Headers(in, out);
    try {
      TarArchiveInputStream tar =
          new TarArchiveInputStream(headers); // the caller closes the stream
      for (TarArchiveEntry e = next(tar, headers); e != null; e = next(tar, headers)) {
        put(tar, e, out);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("it has a damaged header", e);
    }
    headers.requireEnd();
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar, Headers headers)
      throws IOException {
    headers.expected(true);
    TarArchiveEntry entry = tar.getNextEntry();
    headers.expected(false);
    return entry;
  }

  private static void put(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacked out)
      throws IOException {
    byte kind = entry.getLinkFlag();
    boolean plain = kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
    if (entry.isSparse() || !(plain || kind == TarConstants.LF_DIR)) {
      throw out.refuse(
          "the entry " + Unpacked.quoted(entry.getName()) + " is a link, a device or sparse");
    }
    if (entry.isDirectory()) {
      out.folder(entry.getName());
    } else {
      out.file(entry.getName(), tar);
    }
  }

  /**
   * The stream under the tar reader. The reader keeps an entry's header in memory, a long name and
   * all attributes, and reads chains of headers by recursion: so what one header takes is bounded
   * here. And here it is seen whether the archive ends with the zeros that end one, or was cut off
   * between two entries.
   */
  private static final class Headers extends FilterInputStream {

    private static final int MOST = 1 << 18;
    private static final int END_MARK = 512;

    private final Unpacked out;
    private boolean header;
    private long taken;
    private long zeros;

    Headers(InputStream in, Unpacked out) {
      super(in);
      this.out = out;
    }

    /** Says whether a header is read from now on, or content. */
    void expected(boolean header) {
      this.header = header;
      if (header) {
        taken = 0;
        zeros = 0;
      }
    }

    void requireEnd() {
      if (zeros < END_MARK) {
        throw out.refuse("it has no end, so it is cut off");
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      for (int i = offset; header && i < offset + n; i++) {
        zeros = bytes[i] == 0 ? zeros + 1 : 0;
      }
      taken += header ? Math.max(0, n) : 0;
      if (taken > MOST) {
        throw out.refuse("a header in it is longer than " + MOST + " bytes");
      }
      return n;
    }

    /** Reads what is skipped, since it counts. */
    @Override
    public long skip(long count) throws IOException {
      byte[] chunk = new byte[(int) Math.max(0, Math.min(count, 1 << 13))];
      return chunk.length == 0 ? 0 : Math.max(0, read(chunk, 0, chunk.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
