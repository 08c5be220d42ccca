package io.finetune.file;

import io.finetune.file.Change.Create;
import io.finetune.file.Change.Cut;
import io.finetune.file.Change.Delete;
import io.finetune.file.Change.Force;
import io.finetune.file.Change.MakeFolder;
import io.finetune.file.Change.Rename;
import io.finetune.file.Change.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every state that a folder can be in when a program dies between two changes, or the power fails.
 *
 * <p>A killed process leaves all changes up to that moment, and the half of a write. A power
 * failure leaves less, and not in order: of what was named, renamed and deleted since the folder
 * was last forced, any part; of what was written since a file was last forced nothing, zeros, or
 * all. This is what POSIX allows; no common file system is quite so bad.
 */
public final class CrashStates {

  private enum Unforced {
    LOST,
    ZEROS,
    KEPT
  }

  /** The bytes of a file, whatever it is called. */
  private static final class Inode {
    private byte[] bytes;
    private byte[] forced = new byte[0];

    Inode(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] after(Unforced mode) {
      return switch (mode) {
        case LOST -> forced;
        case ZEROS -> Arrays.copyOf(forced, bytes.length);
        case KEPT -> bytes;
      };
    }
  }

  /** Something done to names. */
  private interface Naming {
    void apply(Map<String, Inode> names);
  }

  private final Map<String, Inode> names = new TreeMap<>();
  private final List<Naming> unforced = new ArrayList<>();
  private Map<String, Inode> forcedNames;

  private CrashStates(Map<String, byte[]> before) {
    before.forEach(
        (name, bytes) -> {
          Inode inode = new Inode(bytes);
          inode.forced = bytes;
          names.put(name, inode);
        });
    forcedNames = new TreeMap<>(names);
  }

  /**
   * Lists the states that a crash can leave just before a change.
   *
   * @param before what was in the folder, on the disk, before the first change
   * @param changes all that is done in the folder
   * @param index the change that is not made, or by half; their count for a crash after all
   * @return contents of files by name; each state once
   */
  public static Collection<Map<String, byte[]>> at(
      Map<String, byte[]> before, List<Change> changes, int index) {
    CrashStates disk = new CrashStates(before);
    changes.subList(0, index).forEach(disk::apply);
    Map<String, Map<String, byte[]>> states = new LinkedHashMap<>();
    for (int kept = 0; kept < 1 << disk.unforced.size(); kept++) {
      for (Unforced mode : Unforced.values()) {
        add(states, disk.afterPowerFailure(kept, mode));
      }
    }
    add(states, disk.state(disk.names, Unforced.KEPT));
    if (index < changes.size() && changes.get(index) instanceof Write write) {
      ByteBuffer half = write.bytes().slice(0, write.bytes().remaining() / 2);
      disk.apply(new Write(write.file(), write.position(), half));
      add(states, disk.state(disk.names, Unforced.KEPT));
    }
    return states.values();
  }

  private static void add(Map<String, Map<String, byte[]>> states, Map<String, byte[]> state) {
    StringBuilder key = new StringBuilder();
    state.forEach((name, bytes) -> key.append(name).append(Arrays.hashCode(bytes)).append('/'));
    states.put(key.toString(), state);
  }

  private Map<String, byte[]> afterPowerFailure(int kept, Unforced mode) {
    Map<String, Inode> left = new TreeMap<>(forcedNames);
    for (int i = 0; i < unforced.size(); i++) {
      if ((kept >> i & 1) == 1) {
        unforced.get(i).apply(left);
      }
    }
    return state(left, mode);
  }

  private Map<String, byte[]> state(Map<String, Inode> left, Unforced mode) {
    Map<String, byte[]> state = new TreeMap<>();
    left.forEach((name, inode) -> state.put(name, inode.after(mode)));
    return state;
  }

  private void apply(Change change) {
    String name = change.file().getFileName().toString();
    if (change instanceof Create) {
      Inode inode = new Inode(new byte[0]);
      name(all -> all.put(name, inode));
    } else if (change instanceof Write write) {
      write(names.get(name), write);
    } else if (change instanceof Cut cut) {
      Inode inode = names.get(name);
      inode.bytes = Arrays.copyOf(inode.bytes, (int) cut.size());
    } else if (change instanceof Force) {
      force(name);
    } else if (change instanceof Rename rename) {
      String to = rename.to().getFileName().toString();
      name(
          all -> {
            Inode inode = all.remove(name);
            if (inode != null) {
              all.put(to, inode);
            }
          });
    } else if (change instanceof Delete) {
      name(all -> all.remove(name));
    } else if (change instanceof MakeFolder) {
      throw new IllegalArgumentException("states of one folder only: " + change);
    }
  }

  private void name(Naming naming) {
    naming.apply(names);
    unforced.add(naming);
  }

  private static void write(Inode inode, Write write) {
    int end = (int) write.position() + write.bytes().remaining();
    byte[] bytes = Arrays.copyOf(inode.bytes, Math.max(end, inode.bytes.length));
    ByteBuffer.wrap(bytes).position((int) write.position()).put(write.bytes().duplicate());
    inode.bytes = bytes;
  }

  /** Forces a file or, where no file has the name, the folder. */
  private void force(String name) {
    Inode inode = names.get(name);
    if (inode != null) {
      inode.forced = inode.bytes;
    } else {
      forcedNames = new TreeMap<>(names);
      unforced.clear();
    }
  }

  /** Reads the files of a folder, as a state. */
  public static Map<String, byte[]> read(Path folder) throws IOException {
    Map<String, byte[]> state = new TreeMap<>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        state.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return state;
  }

  /** Writes a state into a new folder. */
  public static Path write(Map<String, byte[]> state, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : state.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }
}
