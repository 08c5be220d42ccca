package io.finetune.file;

import io.finetune.file.Change.Write;
import java.io.IOException;

/** What is wrong with a disk. */
public interface Faults {

  /**
   * Called before a change is made.
   *
   * @throws IOException to have it fail
   */
  void before(Change change) throws IOException;

  /** How many bytes of a write the disk takes; the rest is refused. */
  default int room(Write write) {
    return write.bytes().remaining();
  }
}
