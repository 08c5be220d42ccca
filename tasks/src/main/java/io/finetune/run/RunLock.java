package io.finetune.run;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a run's folder for one process. The operating system holds the lock and gives it back when
 * the process ends, however it ends, so there is no stale lock to remove; {@code run.lock} stays in
 * the folder and says who held it last.
 */
public final class RunLock implements AutoCloseable {

  static final String FILE = "run.lock";

  /** A byte behind the text: Windows lets nobody read what is locked. */
  private static final long LOCKED_BYTE = 1L << 30;

  /**
   * The folders this process holds. On POSIX systems it would lose the lock if it opened and closed
   * the file a second time, even to find it locked.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final RunDirectory directory;
  private final Path real;
  private final FileChannel channel;

  private RunLock(RunDirectory directory, Path real, FileChannel channel) {
    this.directory = directory;
    this.real = real;
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @throws FinetuneException if another process, or another run of this one, has it; the message
   *     names the process
   */
  static RunLock take(RunDirectory directory) {
    try {
      Path real = directory.path().toRealPath();
      if (!OURS.add(real)) {
        throw taken(directory, "this process");
      }
      boolean taken = false;
      try {
        RunLock lock = new RunLock(directory, real, lock(directory));
        taken = true;
        return lock;
      } finally {
        if (!taken) {
          OURS.remove(real);
        }
      }
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot lock "
              + directory.file(FILE)
              + " ("
              + e
              + "): the lock keeps a second process out of the run's folder. Check the rights of the"
              + " folder, or choose one on a file system that has locks with --runs",
          e);
    }
  }

  /** Locks the file; closed, the channel gives the lock back. */
  private static FileChannel lock(RunDirectory directory) throws IOException {
    Path file = directory.file(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean signed = false;
    try {
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw taken(directory, "process " + Files.readString(file, StandardCharsets.UTF_8).strip());
      }
      sign(channel);
      signed = true;
      return channel;
    } finally {
      if (!signed) {
        channel.close();
      }
    }
  }

  /** Says who holds the lock, for the message that another process shows. */
  private static void sign(FileChannel channel) throws IOException {
    ByteBuffer pid = StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n");
    channel.truncate(0).write(pid, 0);
  }

  private static FinetuneException taken(RunDirectory directory, String holder) {
    return new FinetuneException(
        directory.path()
            + " is in use by "
            + holder
            + ": two runs never share a folder. Wait until that one has ended, or end it, and"
            + " try again");
  }

  /** The folder that is held. */
  public RunDirectory directory() {
    return directory;
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new FinetuneException("cannot unlock " + directory.file(FILE) + ": " + e, e);
    } finally {
      OURS.remove(real);
    }
  }
}
