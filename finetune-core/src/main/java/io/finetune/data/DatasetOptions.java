package io.finetune.data;

import io.finetune.DataException;
import io.finetune.Folders;
import io.finetune.download.Download;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a dataset is opened.
 *
 * @param root the folder (or archive) that holds it, if it is not shipped or fetched
 * @param download whether an absent dataset with a public archive may be fetched
 * @param cache where fetched archives are kept
 * @param testFraction share held out for testing where a dataset has no split of its own, between 0
 *     and 1: of every class, or of the images where they show objects of many classes
 * @param seed decides which samples are held out
 * @param spec how a dataset is made that is not read from files, as in {@code
 *     shapes:images=500,size=128}; empty for its defaults
 */
public record DatasetOptions(
    Optional<Path> root,
    boolean download,
    Path cache,
    double testFraction,
    long seed,
    String spec) {

  /** The share held out where nothing else is said. */
  public static final double DEFAULT_TEST_FRACTION = 0.2;

  /** Requires a fraction strictly between 0 and 1. */
  public DatasetOptions {
    root = root.map(path -> path.toAbsolutePath().normalize());
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(spec, "spec");
    if (!(testFraction > 0 && testFraction < 1)) {
      throw new IllegalArgumentException(
          "the test fraction must lie between 0 and 1, not " + testFraction);
    }
  }

  /**
   * Makes options for a dataset that is read from files.
   *
   * @param root the folder (or archive) that holds it, if it is not shipped or fetched
   * @param download whether an absent dataset with a public archive may be fetched
   * @param cache where fetched archives are kept
   * @param testFraction share held out for testing, between 0 and 1
   * @param seed decides which samples are held out
   */
  public DatasetOptions(
      Optional<Path> root, boolean download, Path cache, double testFraction, long seed) {
    this(root, download, cache, testFraction, seed, "");
  }

  /** Returns options that read nothing but the shipped data. */
  public static DatasetOptions shipped() {
    return new DatasetOptions(Optional.empty(), false, defaultCache(), DEFAULT_TEST_FRACTION, 0);
  }

  /**
   * Returns options that read from a folder.
   *
   * @param root the folder or archive that holds the dataset
   */
  public static DatasetOptions of(Path root) {
    return new DatasetOptions(Optional.of(root), false, defaultCache(), DEFAULT_TEST_FRACTION, 0);
  }

  /** Returns these options with another folder to read from. */
  DatasetOptions withRoot(Path folder) {
    return new DatasetOptions(Optional.of(folder), download, cache, testFraction, seed, spec);
  }

  /** Returns these options for a dataset that is made in another way. */
  DatasetOptions withSpec(String how) {
    return new DatasetOptions(root, download, cache, testFraction, seed, how);
  }

  /** Returns {@code datasets} in the {@link Download#cacheFolder() cache} that downloads share. */
  public static Path defaultCache() {
    return Download.cacheFolder().resolve("datasets");
  }

  /** Returns the root that was given. */
  Path requireRoot(String dataset) {
    Path given =
        root.orElseThrow(
            () ->
                new DataException(
                    String.format(
                        Locale.ROOT,
                        "Dataset %s needs --data-dir: the folder that holds it (finetune "
                            + "list datasets shows the layout expected).",
                        dataset)));
    if (!Files.exists(given)) {
      throw missing(dataset, given);
    }
    return given;
  }

  static DataException missing(String dataset, Path path) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "Dataset %s: %s does not exist; the nearest folder that does is %s. Check --data-dir.",
            dataset,
            path,
            Folders.nearest(path)));
  }
}
