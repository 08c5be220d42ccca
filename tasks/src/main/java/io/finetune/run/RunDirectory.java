package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.file.DurableFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The folder of a run, which nothing ever overwrites:
 *
 * <pre>
 * runs/resnet50-cub200-sgd_gc/
 *   config.yaml          every setting, to feed back in with --config
 *   settings.csv         the same, with who chose each value
 *   environment.yaml     versions, hardware, device, threads, precision
 *   data.yaml            what tells whether the data are still the same
 *   classes.txt          class names, one a line, in the order of the logits
 *   data_summary.yaml    counts of the data; class_counts.csv: of each class
 *   metrics.csv          one row an epoch
 *   steps.csv            one row a report
 *   test/                what the best epoch's evaluation found, see {@link
 *                        io.finetune.result.TestRecords}
 *   report.html          the page about the run; report/: its plots and their numbers
 *   events.out.tfevents* the same and every report, for TensorBoard
 *   last.safetensors     weights, optimizer state and progress, to resume from
 *   previous.safetensors the same of one checkpoint before, should the last be damaged
 *   best.safetensors     the weights of the best epoch, in torchvision's names
 *   gradients.csv        norms of chosen gradients, with --log-gradients
 *   README.md            the run's card
 *   skipped.txt          broken images that were left out, if any
 *   run.log              what the console showed
 *   run.lock             keeps a second process out
 * </pre>
 *
 * @param path where it lies
 */
public record RunDirectory(Path path) {

  /** The file with every setting of the run. */
  public static final String CONFIG = "config.yaml";

  static final String SKIPPED = "skipped.txt";

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
      int number = 1;
      Path path = absolute.resolve(name);
      while (!isMade(path)) {
        number++;
        path = absolute.resolve(name + "-" + number);
      }
      DurableFile.syncFolder(absolute);
      return new RunDirectory(path);
    } catch (IOException e) {
      throw new FinetuneException(
          "cannot make a run folder in " + absolute + " (" + e + "): choose another with --runs",
          e);
    }
  }

  /** Makes a folder; false if the name is taken, by another process even in this instant. */
  private static boolean isMade(Path path) throws IOException {
    try {
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
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
    if (!Files.isRegularFile(absolute.resolve(CONFIG))) {
      throw new FinetuneException(
          absolute
              + " is not the folder of a run: it has no config.yaml. Give the folder that the"
              + " run printed at its start");
    }
    return new RunDirectory(absolute);
  }

  /**
   * Keeps the folder for this process, and removes what a killed one left unfinished there.
   *
   * @return to be closed at the end of the run; the end of the process, however it ends, does too
   * @throws FinetuneException if another process has it; the message names it
   */
  public RunLock lock() {
    RunLock lock = RunLock.take(this);
    try {
      DurableFile.removeUnfinished(path);
      return lock;
    } catch (IOException e) {
      lock.close();
      throw new FinetuneException(
          "cannot remove what an earlier process left unfinished in " + path + ": " + e, e);
    }
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
      DurableFile.writeText(
          file(file), lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
    } catch (IOException e) {
      throw new FinetuneException("cannot write " + file(file) + ": " + e, e);
    }
  }
}
