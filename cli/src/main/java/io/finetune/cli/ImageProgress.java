package io.finetune.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Says every few seconds how many images are done, on the error stream, beside the report. */
final class ImageProgress {

  private static final long BETWEEN_NANOS = 5_000_000_000L;

  private final String verb;
  private final PrintWriter err;
  private long last = System.nanoTime();

  /**
   * Creates the progress.
   *
   * @param verb what is done with an image, such as {@code decoded}
   * @param err where to say it
   */
  ImageProgress(String verb, PrintWriter err) {
    this.verb = verb;
    this.err = err;
  }

  /**
   * Takes note of another image.
   *
   * @param done how many are done
   * @param all of how many
   */
  synchronized void add(int done, int all) {
    long now = System.nanoTime();
    if (now - last >= BETWEEN_NANOS) {
      last = now;
      err.println(
          String.format(
              Locale.ROOT, "%s %d of %d images (%d %%)", verb, done, all, 100L * done / all));
      err.flush();
    }
  }
}
