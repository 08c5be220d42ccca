package io.finetune.data;

import io.finetune.FinetuneException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A line of the table of datasets.
 *
 * @param name as on the command line
 * @param argument what may follow the name after a colon
 * @param description one sentence
 * @param classes the number of classes; empty where it is read from the data
 * @param images the sizes of the training and test split, for people
 * @param licence under which terms the images may be used
 * @param homepage where they come from
 * @param layout what the data folder must hold
 * @param archives what a download fetches; none where there is no public archive, or where it is
 *     too large to be fetched unseen
 * @param reader opens the dataset
 * @param <T> the type of the targets: {@link Integer} for classes, {@link Instances} for objects
 */
public record DatasetEntry<T>(
    String name,
    Argument argument,
    String description,
    OptionalInt classes,
    String images,
    String licence,
    String homepage,
    String layout,
    List<DatasetArchive> archives,
    Function<DatasetOptions, Split<T>> reader) {

  /** What follows a dataset's name after a colon. */
  public enum Argument {
    /** Nothing may follow. */
    NONE {
      @Override
      DatasetOptions apply(String dataset, String text, DatasetOptions options) {
        throw new FinetuneException(
            "dataset "
                + dataset
                + " takes nothing after a colon, not '"
                + text
                + "'; give the folder that holds it with --data-dir");
      }
    },
    /** The folder that holds the dataset, as in {@code folder:DIR}. */
    FOLDER {
      @Override
      DatasetOptions apply(String dataset, String text, DatasetOptions options) {
        if (text.isEmpty()) {
          throw new FinetuneException(
              "dataset '" + dataset + ":' needs a folder after the colon: " + dataset + ":DIR");
        }
        return options.withRoot(Path.of(text));
      }
    },
    /** How the dataset is made, which its reader takes from {@link DatasetOptions#spec()}. */
    SPEC {
      @Override
      DatasetOptions apply(String dataset, String text, DatasetOptions options) {
        return options.withSpec(text);
      }
    };

    /** Returns options that say what was said after the colon. */
    abstract DatasetOptions apply(String dataset, String text, DatasetOptions options);
  }

  /** Requires a name and an argument, and copies the list. */
  public DatasetEntry {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(argument, "argument");
    archives = List.copyOf(archives);
  }

  /**
   * Opens the dataset; where no folder is given and downloads are allowed, its archives are fetched
   * into the cache first.
   *
   * @throws io.finetune.DataException if it is not there, cannot be fetched, or is not usable
   */
  public Split<T> open(DatasetOptions options) {
    if (options.root().isPresent() || !options.download() || archives.isEmpty()) {
      return reader.apply(options);
    }
    List<Path> fetched = archives.stream().map(archive -> archive.fetch(options.cache())).toList();
    return reader.apply(options.withRoot(fetched.get(0)));
  }
}
