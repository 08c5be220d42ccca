package io.finetune.example;

import io.finetune.export.Export;
import io.finetune.export.Exported;
import java.nio.file.Path;

/** The example of docs/export.md, word for word between the two lines that say so. */
public final class ExportExample {

  private ExportExample() {}

  // docs begin
  /** Writes a run's network for ONNX Runtime. */
  static void export(Path run) {
    Exported done = Export.checkpoint(run).format("onnx").write(Path.of("birds.onnx"));
    System.out.println(done.path() + ": " + done.comparison().describe());
  }
  // docs end
}
