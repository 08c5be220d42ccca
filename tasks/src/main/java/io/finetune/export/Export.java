package io.finetune.export;

import io.finetune.FinetuneException;
import io.finetune.export.Exports.Format;
import io.finetune.predict.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a checkpoint in another format: loads back what it wrote, runs it, compares the outputs,
 * and only then gives it its name.
 *
 * <pre>{@code
 * Exported done =
 *     Export.checkpoint(Path.of("runs/resnet50-cub200-sgd_gc"))
 *         .format("onnx")
 *         .write(Path.of("birds.onnx"));
 * }</pre>
 *
 * <p>Immutable: every method returns a copy.
 */
public final class Export {

  private final Checkpoint checkpoint;
  private final Format format;
  private final NetworkInput input;

  private Export(Checkpoint checkpoint, Format format, NetworkInput input) {
    this.checkpoint = checkpoint;
    this.format = format;
    this.input = input;
  }

  /**
   * Starts with a checkpoint, to be written as safetensors.
   *
   * @param checkpoint the folder of a run, or a checkpoint's file
   * @return an export to be described further
   * @throws FinetuneException as {@link Checkpoint#read}
   */
  public static Export checkpoint(Path checkpoint) {
    return checkpoint(Checkpoint.read(checkpoint));
  }

  /**
   * Starts with a checkpoint, to be written as safetensors.
   *
   * @param checkpoint what to write
   * @return an export to be described further
   */
  public static Export checkpoint(Checkpoint checkpoint) {
    return new Export(checkpoint, Exports.get("safetensors"), NetworkInput.NORMALIZED);
  }

  /**
   * Chooses the format.
   *
   * @param name a name of {@link Exports}
   * @return a changed copy
   * @throws FinetuneException if there is no such format
   */
  public Export format(String name) {
    return format(Exports.get(name));
  }

  /**
   * Chooses the format.
   *
   * @param format a line of {@link Exports}, or one of your own
   * @return a changed copy
   */
  public Export format(Format format) {
    return new Export(checkpoint, format, input);
  }

  /**
   * Chooses what the exported network takes; what {@link Exports} says of the format permitting.
   *
   * @param input normalised values, the default, or pixels
   * @return a changed copy
   */
  public Export input(NetworkInput input) {
    return new Export(checkpoint, format, input);
  }

  /**
   * Writes, loads back and compares.
   *
   * @param out the file or folder to make; its parent is made if absent
   * @return what was written, and how far its outputs are from the checkpoint's
   * @throws FinetuneException if {@code out} is there already, the format does not hold such a
   *     model, something cannot be written, or the outputs differ; nothing is left behind then
   */
  public Exported write(Path out) {
    requireHolds();
    Path target = out.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new FinetuneException(target + " is there already; name a new file or folder");
    }
    try {
      Path draft = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
      Files.createDirectories(draft);
      try {
        Path part = draft.resolve(target.getFileName());
        Comparison comparison = format.maker().make(checkpoint, input, part);
        requireEqual(comparison);
        Files.move(part, target);
        return new Exported(target, bytes(target), comparison);
      } finally {
        delete(draft);
      }
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot write " + target + ": " + e + ". Check the path, space and rights", e);
    }
  }

  private void requireHolds() {
    String model = checkpoint.facts().model();
    if (checkpoint.detects() && !format.detectors()) {
      throw new FinetuneException(
          format.name()
              + " is written for classifiers only, and "
              + model
              + " of "
              + checkpoint.file()
              + " is a detector. Its weights can be written as "
              + names(Exports.all().stream().filter(Format::detectors)));
    }
    if (input == NetworkInput.PIXELS && !format.pixels()) {
      throw new FinetuneException(
          format.name()
              + " cannot take pixels in place of normalised values: "
              + names(Exports.all().stream().filter(Format::pixels))
              + " can");
    }
  }

  private static String names(Stream<Format> formats) {
    return String.join(" or ", formats.map(Format::name).toList());
  }

  private void requireEqual(Comparison comparison) {
    if (!comparison.fits()) {
      throw new FinetuneException(
          "the "
              + format.name()
              + " export of "
              + checkpoint.file()
              + " does not compute what the checkpoint does, and was deleted: "
              + comparison.describe()
              + ". Export another format, and report this with the model's name");
    }
  }

  private static long bytes(Path written) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(written)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
