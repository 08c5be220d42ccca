package io.finetune.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to make one file or folder, held by one thread of one process at a time. The system
 * frees the lock of a process that dies. The lock's own file stays: to delete it would give the
 * right to two processes, one that still waits for the deleted file and one that makes a new one.
 */
final class ProcessLock {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

  /** File locks keep processes apart, not threads: those wait here. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private ProcessLock() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Waits for the lock, and works while it is held.
   *
   * @param target what is to be made; its folder is made if absent
   * @param lockName the name of the lock's file in that folder
   */
  static <T> T holding(Path target, String lockName, Work<T> work) throws IOException {
    Path folder = Files.createDirectories(target.toAbsolutePath().getParent()).toRealPath();
    Path file = folder.resolve(lockName);
    ReentrantLock thread = THREADS.computeIfAbsent(file, p -> new ReentrantLock());
    thread.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        LOG.info("Another process is at {}; waiting for it", target);
        channel.lock();
      }
      return work.run(); // closing the channel frees the lock
    } finally {
      thread.unlock();
    }
  }
}
