package io.finetune.download;

import io.finetune.DataException;
import io.finetune.HostileText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder that an archive becomes: the one place where its names turn into paths. It is new and
 * gets no links, so a path inside it by its name is inside it.
 */
final class Unpacked {

  /** A name is short and can mean thousands of folders: an archive of names alone fills a disk. */
  private static final int MAX_DEPTH = 64;

  private final Path archive;
  private final Path root;
  private final int maxEntries;
  private long budget;
  private int entries;

  /**
   * Starts with an empty folder.
   *
   * @param archive what is unpacked, for messages
   * @param root the folder
   * @param maxBytes the most that all files together may have
   * @param maxEntries the most files and folders
   */
  Unpacked(Path archive, Path root, long maxBytes, int maxEntries) {
    this.archive = archive;
    this.root = root;
    this.budget = maxBytes;
    this.maxEntries = maxEntries;
  }

  /** Makes a folder. */
  void folder(String name) throws IOException {
    make(place(name), name);
  }

  /** Makes a file of what remains of a stream; refuses a name that is taken. */
  void file(String name, InputStream in) throws IOException {
    Path file = place(name);
    make(file.getParent(), name);
    byte[] chunk = new byte[1 << 16];
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        budget -= n;
        if (budget < 0) {
          throw refuse("it unpacks to more bytes than allowed");
        }
        out.write(chunk, 0, n);
      }
    } catch (FileAlreadyExistsException e) {
      throw taken(name, e);
    }
  }

  private void make(Path folder, String name) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw taken(name, e);
    }
  }

  /** Names that differ only in case are one name on some disks, and refused there. */
  private DataException taken(String name, FileAlreadyExistsException cause) {
    return new DataException(
        refuse("the entry " + quoted(name) + " is in the way of another of that name").getMessage(),
        cause);
  }

  private Path place(String name) {
    if (++entries > maxEntries) {
      throw refuse("it has more than " + maxEntries + " entries");
    }
    boolean absolute =
        name.startsWith("/") || name.contains("\\") || name.matches("(?s)[A-Za-z]:.*");
    List<String> parts = List.of(name.split("/", -1));
    if (parts.size() > MAX_DEPTH) {
      throw refuse("the entry " + quoted(name) + " lies deeper than " + MAX_DEPTH + " folders");
    }
    boolean climbs = parts.contains("..");
    if (absolute || climbs || name.indexOf('\0') >= 0) {
      throw outside(name);
    }
    try {
      Path file = root.resolve(name).normalize();
      if (!file.startsWith(root)) {
        throw outside(name);
      }
      return file;
    } catch (InvalidPathException e) {
      throw new DataException(
          refuse("the entry " + quoted(name) + " has a name that is none on this machine")
              .getMessage(),
          e);
    }
  }

  private DataException outside(String name) {
    return refuse("the entry " + quoted(name) + " leads outside the folder");
  }

  void requireSomething() {
    if (entries == 0) {
      throw refuse("it holds nothing, or is neither zip nor tar");
    }
  }

  DataException refuse(String wrong) {
    return new DataException(
        "The archive "
            + archive.toAbsolutePath()
            + " is refused: "
            + wrong
            + ". Get it from its publisher, or unpack it by hand if you trust it.");
  }

  /** A name for a message. */
  static String quoted(String name) {
    return "'" + HostileText.shown(name) + "'";
  }
}
