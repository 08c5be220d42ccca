package io.finetune.file;

import io.finetune.file.Change.Create;
import io.finetune.file.Change.MakeFolder;
import io.finetune.file.Change.Write;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** A disk, or a quota, that can be filled up, made read-only, and emptied again. */
public final class FullDisk implements Faults {

  private final Path folder;
  private volatile long capacity = Long.MAX_VALUE;
  private volatile boolean readOnly;

  /**
   * Makes a disk with room for everything.
   *
   * @param folder whose files take up the room
   */
  public FullDisk(Path folder) {
    this.folder = folder;
  }

  /** Leaves room for so many bytes more than there are now. */
  public void leave(long bytes) {
    capacity = used() + bytes;
  }

  /** Makes room for everything, and for changes. */
  public void empty() {
    capacity = Long.MAX_VALUE;
    readOnly = false;
  }

  /** Refuses every change from now on. */
  public void makeReadOnly() {
    readOnly = true;
  }

  @Override
  public void before(Change change) throws IOException {
    if (readOnly) {
      throw new IOException("Read-only file system");
    }
    boolean needsRoom = change instanceof Create || change instanceof MakeFolder;
    if (needsRoom && used() >= capacity) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public int room(Write write) {
    long left = Math.max(0, capacity - used());
    return (int) Math.min(write.bytes().remaining(), left);
  }

  private long used() {
    long bytes = 0;
    File[] files = folder.toFile().listFiles(File::isFile);
    for (File file : files == null ? new File[0] : files) {
      bytes += file.length();
    }
    return bytes;
  }
}
