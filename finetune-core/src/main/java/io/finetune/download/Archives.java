package io.finetune.download;

import io.finetune.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Unpacks zip, tar and tar.gz archives that nobody vouches for: plain files and folders inside the
 * target only, up to a stated size, and all of them or none.
 */
public final class Archives {

  private static final int MAX_ENTRIES = 2_000_000;

  private final Path archive;
  private final Path root;
  private long budget;
  private int entries;

  private Archives(Path archive, Path root, long budget) {
    this.archive = archive;
    this.root = root;
    this.budget = budget;
  }

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
    Path folder = target.toAbsolutePath().normalize();
    if (Files.exists(folder)) {
      throw new DataException(
          folder + " exists already; remove it to unpack " + archive + " anew.");
    }
    try {
      Files.createDirectories(folder.getParent());
      Path temporary = Files.createTempDirectory(folder.getParent(), "." + folder.getFileName());
      try {
        Path content = Files.createDirectory(temporary.resolve("content"));
        new Archives(archive, content, maxBytes).unpack();
        Files.move(content, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        deleteTree(temporary);
      }
    } catch (IOException e) {
      throw new DataException(
          "The archive "
              + archive.toAbsolutePath()
              + " cannot be unpacked: "
              + e
              + ". Download it again.",
          e);
    }
  }

  private void unpack() throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(archive)) {
      head = in.readNBytes(2);
    }
    if (head.length == 2 && head[0] == 'P' && head[1] == 'K') {
      unzip();
    } else if (head.length == 2 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
      try (InputStream in = new GZIPInputStream(buffered())) {
        untar(in);
      }
    } else {
      try (InputStream in = buffered()) {
        untar(in);
      }
    }
    if (entries == 0) {
      throw refuse("it holds nothing, or is neither zip nor tar");
    }
  }

  private InputStream buffered() throws IOException {
    return new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
  }

  private void unzip() throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (Enumeration<ZipArchiveEntry> all = zip.getEntries(); all.hasMoreElements(); ) {
        ZipArchiveEntry entry = all.nextElement();
        if (entry.isUnixSymlink() || !zip.canReadEntryData(entry)) {
          throw refuse("the entry " + entry.getName() + " is a link or encrypted");
        }
        try (InputStream in = zip.getInputStream(entry)) {
          put(entry.getName(), entry.isDirectory(), in);
        }
      }
    }
  }

  private void untar(InputStream in) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        boolean special = e.isLink() || e.isSymbolicLink() || e.isFIFO() || e.isSparse();
        if (special || e.isCharacterDevice() || e.isBlockDevice()) {
          throw refuse("the entry " + e.getName() + " is a link, a device or sparse");
        }
        put(e.getName(), e.isDirectory(), tar);
      }
    }
  }

  private void put(String name, boolean directory, InputStream in) throws IOException {
    if (++entries > MAX_ENTRIES) {
      throw refuse("it has more than " + MAX_ENTRIES + " entries");
    }
    Path file = place(name);
    if (directory) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    byte[] chunk = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        budget -= n;
        if (budget < 0) {
          throw refuse("it unpacks to more bytes than allowed");
        }
        out.write(chunk, 0, n);
      }
    }
  }

  private Path place(String name) {
    boolean absolute = name.startsWith("/") || name.contains("\\") || name.matches("[A-Za-z]:.*");
    boolean climbs = List.of(name.split("/")).contains("..");
    if (absolute || climbs || name.indexOf('\0') >= 0) {
      throw refuse("the entry '" + name + "' leads outside the folder");
    }
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root)) {
      throw refuse("the entry '" + name + "' leads outside the folder");
    }
    return file;
  }

  private DataException refuse(String wrong) {
    return new DataException(
        "The archive "
            + archive.toAbsolutePath()
            + " is refused: "
            + wrong
            + ". Get it from its publisher, or unpack it by hand if you trust it.");
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
