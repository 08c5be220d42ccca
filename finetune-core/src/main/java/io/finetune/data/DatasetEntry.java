package io.finetune.data;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A line of the table of datasets.
 *
 * @param name as on the command line
 * @param description one sentence
 * @param classes the number of classes; empty where it is read from the data
 * @param images the sizes of the training and test split, for people
 * @param licence under which terms the images may be used
 * @param homepage where they come from
 * @param layout what the data folder must hold
 * @param archives what a download fetches; none where there is no public archive
 * @param reader opens the dataset
 */
public record DatasetEntry(
    String name,
    String description,
    OptionalInt classes,
    String images,
    String licence,
    String homepage,
    String layout,
    List<DatasetArchive> archives,
    Function<DatasetOptions, Split<Integer>> reader) {

  /** Copies the list. */
  public DatasetEntry {
    archives = List.copyOf(archives);
  }

  /**
   * Opens the dataset; where no folder is given and downloads are allowed, its archives are fetched
   * into the cache first.
   *
   * @throws io.finetune.DataException if it is not there, cannot be fetched, or is not usable
   */
  public Split<Integer> open(DatasetOptions options) {
    if (options.root().isPresent() || !options.download() || archives.isEmpty()) {
      return reader.apply(options);
    }
    List<Path> fetched = archives.stream().map(archive -> archive.fetch(options.cache())).toList();
    return reader.apply(options.withRoot(fetched.get(0)));
  }
}
