package io.finetune.run;

import io.finetune.FinetuneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of a run, which nothing ever overwrites:
 *
 * <pre>
 * runs/resnet50-cub200-sgd_gc/
 *   config.yaml          every setting, to feed back in with --config
 *   environment.yaml     versions, hardware, device, precision
 *   classes.txt          class names, one a line, in the order of the logits
 *   metrics.csv          one row a report and one an epoch
 *   events.out.tfevents* the same for TensorBoard
 *   last.safetensors     weights, optimizer state and progress, to resume from
 *   best.safetensors     the weights of the best epoch, in torchvision's names
 *   run.log              what the console showed
 * </pre>
 *
 * @param path where it lies
 */
public record RunDirectory(Path path) {

  private static final int MOST = 100_000;

  /**
   * Makes a new folder.
   *
   * @param parent the folder of all runs, made if it is not there
   * @param name the wanted name; a number is appended if it is taken
   * @return the new, empty folder
   * @throws FinetuneException if it cannot be made
   */
  public static RunDirectory create(Path parent, String name) {
    Path absolute = parent.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      for (int i = 1; i < MOST; i++) {
        Path path = absolute.resolve(i == 1 ? name : name + "-" + i);
        try {
          return new RunDirectory(Files.createDirectory(path));
        } catch (FileAlreadyExistsException e) {
          continue;
        }
      }
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot make a run folder in " + absolute + " (" + e + "): choose another with --runs", e);
    }
    throw new FinetuneException("there are " + MOST + " runs named " + name + " in " + absolute);
  }

  /**
   * Opens the folder of an earlier run.
   *
   * @param path the folder
   * @return the run
   * @throws FinetuneException if it holds no run
   */
  public static RunDirectory open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute.resolve("config.yaml"))) {
      throw new FinetuneException(
          absolute + " is not the folder of a run: it has no config.yaml. Give the folder that the"
              + " run printed at its start");
    }
    return new RunDirectory(absolute);
  }

  /**
   * Returns the path of a file in this folder.
   *
   * @param file its name
   * @return its path
   */
  public Path file(String file) {
    return path.resolve(file);
  }

  void write(String file, List<String> lines) {
    try {
      Files.write(file(file), lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + file(file) + ": " + e, e);
    }
  }
}
