package io.finetune.download;

import io.finetune.DataException;
import io.finetune.HostileText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks zip, tar and tar.gz archives that nobody vouches for: plain files and folders inside the
 * target only, up to a stated size, and all of them or none.
 */
public final class Archives {

  private static final int MAX_ENTRIES = 2_000_000;
  private static final int MOST_PADDING = 1 << 20;

  private Archives() {}

  /**
   * Unpacks an archive into a new folder; the format is told by content.
   *
   * @param archive a zip, tar or tar.gz file
   * @param target a folder that does not exist yet; it appears only when complete
   * @param maxBytes the most that all files together may have unpacked
   * @throws DataException if the target exists, an entry is a link, a device or leads outside, or
   *     the archive is damaged or larger than allowed
   */
  public static void extract(Path archive, Path target, long maxBytes) {
    if (!extractOnce(archive, target, maxBytes)) {
      throw new DataException(
          target.toAbsolutePath() + " exists already; remove it to unpack " + archive + " anew.");
    }
  }

  /**
   * The same, unless the target is there already. Processes that want the same target wait for the
   * first of them.
   *
   * @return whether the archive was unpacked now
   */
  public static boolean extractOnce(Path archive, Path target, long maxBytes) {
    Path folder = target.toAbsolutePath().normalize();
    String name = "." + folder.getFileName();
    try {
      return ProcessLock.holding(
          folder, name + ".lock", () -> whenAbsent(archive, folder, name, maxBytes));
    } catch (IOException e) {
      throw new DataException(
          "The archive "
              + archive.toAbsolutePath()
              + " cannot be unpacked to "
              + folder
              + ": "
              + HostileText.shown(e.toString())
              + ". Check space and rights there; if it is damaged, delete it and get it again.",
          e);
    }
  }

  private static boolean whenAbsent(Path archive, Path folder, String name, long maxBytes)
      throws IOException {
    if (Files.exists(folder)) {
      return false;
    }
    // The lock is ours: whatever lies there, a killed process left it.
    Path unfinished = folder.resolveSibling(name + ".unpacking");
    deleteTree(unfinished);
    try {
      unpack(
          archive, new Unpacked(archive, Files.createDirectory(unfinished), maxBytes, MAX_ENTRIES));
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(unfinished);
    }
    return true;
  }

  private static void unpack(Path archive, Unpacked out) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(archive)) {
      head = in.readNBytes(2);
    }
    if (head.length == 2 && head[0] == 'P' && head[1] == 'K') {
      ZipArchive.unpack(archive, out);
    } else if (head.length == 2 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
      try (InputStream in = new GZIPInputStream(buffered(archive))) {
        TarArchive.unpack(in, out);
        requireGzipEnd(in, out);
      }
    } else {
      try (InputStream in = buffered(archive)) {
        TarArchive.unpack(in, out);
      }
    }
    out.requireSomething();
  }

  /** Reads on to where gzip keeps the checksum of the whole, behind the padding of the tar. */
  private static void requireGzipEnd(InputStream in, Unpacked out) throws IOException {
    byte[] chunk = new byte[1 << 16];
    int left = MOST_PADDING;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      left -= n;
      if (left < 0) {
        throw out.refuse("more than padding follows the end of the tar");
      }
    }
  }

  private static InputStream buffered(Path archive) throws IOException {
    return new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
