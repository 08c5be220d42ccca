package io.finetune.export;

import io.finetune.Names;
import io.finetune.predict.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The formats that can be exported, one a line. */
public final class Exports {

  private static final List<Format> ALL =
      List.of(
          new Format(
              "safetensors",
              "Weights in torchvision's names, for Python's safetensors and this toolkit.",
              true,
              false,
              StateDictExport::safetensors),
          new Format(
              "pth",
              "The same as torch.save writes a state dict, for torch.load(weights_only=True).",
              true,
              false,
              StateDictExport::pth),
          new Format(
              "onnx",
              "The whole network, opset 17, any batch size, for ONNX Runtime, OpenCV and others.",
              false,
              true,
              OnnxExport::make),
          new Format(
              "torchscript",
              "The whole network, for torch.jit.load, libtorch and DJL.",
              false,
              true,
              ScriptExport::make),
          new Format(
              "djl",
              "A model folder with translator and class names, for DJL's Criteria and DJL Serving.",
              false,
              false,
              DjlExport::make));

  private Exports() {}

  /** Writes a checkpoint in a format, loads it back and compares. */
  @FunctionalInterface
  public interface Maker {

    /**
     * Writes, loads back and compares.
     *
     * @param checkpoint what to write
     * @param input what the network takes
     * @param file the file or folder to make, in an empty folder
     * @return how what was written compares with the checkpoint
     * @throws IOException if it cannot be written or read
     */
    Comparison make(Checkpoint checkpoint, NetworkInput input, Path file) throws IOException;
  }

  /**
   * A format.
   *
   * @param name its name on the command line
   * @param description one sentence
   * @param detectors whether it holds detectors too
   * @param pixels whether its network can take pixels
   * @param maker writes it
   */
  public record Format(
      String name, String description, boolean detectors, boolean pixels, Maker maker) {}

  /** Returns all formats, in the order of the table. */
  public static List<Format> all() {
    return ALL;
  }

  /**
   * Finds a format.
   *
   * @param name its name
   * @return the line of the table
   * @throws io.finetune.FinetuneException if there is none; the message lists the valid names
   */
  public static Format get(String name) {
    return Names.find("export format", name, ALL, Format::name);
  }
}
