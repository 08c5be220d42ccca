package io.finetune.fault;

import io.finetune.run.RunDirectory;
import io.finetune.run.RunLock;
import java.io.IOException;
import java.nio.file.Path;

/** A process that stores one checkpoint after the other in a run's folder and says each. */
final class CheckpointingProcess {

  static final String STORED = "stored ";

  private CheckpointingProcess() {}

  /**
   * @param args the folder of the run, the number of weights, the step to end after
   */
  public static void main(String[] args) throws IOException {
    try (RunLock held = RunDirectory.open(Path.of(args[0])).lock()) {
      Work.run(
          held.directory().path(),
          Integer.parseInt(args[1]),
          Long.parseLong(args[2]),
          step -> System.out.println(STORED + step));
    }
  }
}
