package io.finetune.run;

import io.finetune.MemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises a failed allocation, of whichever library, and says which settings need less. */
final class OutOfMemory {

  /**
   * What the allocators of libtorch (CPU, CUDA), oneDNN, C++ and OpenCV say. None of them has an
   * error of its own in Java.
   */
  private static final Pattern NATIVE =
      Pattern.compile(
          "can't allocate memory|out of memory|CUBLAS_STATUS_ALLOC_FAILED|bad_alloc"
              + "|could not create a memory object|Insufficient memory|Cannot allocate memory",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BYTES = Pattern.compile("tried to allocate (\\d+) bytes");
  private static final double GIB = 1L << 30;

  private OutOfMemory() {}

  /**
   * Explains a failure of a training.
   *
   * @param failure what was thrown
   * @param choices the settings of the run
   * @param directory its folder
   * @param saved a sentence about its last checkpoint
   * @return what to throw in place of it: the failure itself unless memory did not suffice
   */
  static RuntimeException explain(
      Throwable failure, Choices choices, RunDirectory directory, String saved) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return new MemoryException(
            "Java ran out of memory ("
                + cause.getMessage()
                + "): give it more with FINETUNE_JAVA_OPTS=-Xmx... or "
                + smaller(choices, directory)
                + ". "
                + saved,
            failure);
      }
      String said = String.valueOf(cause.getMessage());
      if (NATIVE.matcher(said).find()) {
        return new MemoryException(
            "memory did not suffice for a batch of "
                + choices.get(Settings.BATCH_SIZE)
                + wanted(said)
                + ": "
                + smaller(choices, directory)
                + ". "
                + saved,
            failure);
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  private static String wanted(String said) {
    Matcher bytes = BYTES.matcher(said);
    return bytes.find()
        ? String.format(
            Locale.ROOT,
            " (%.1f GiB more were asked for)",
            Double.parseDouble(bytes.group(1)) / GIB)
        : "";
  }

  /** Half the batch, and the batches that together make a step of no fewer images. */
  private static String half(int batch, int accumulate) {
    int half = batch / 2;
    int more = (batch * accumulate + half - 1) / half;
    int images = half * more;
    return String.format(
        Locale.ROOT,
        "--batch-size %d --accumulate %d, a step of %d images %s",
        half,
        more,
        images,
        images == batch * accumulate ? "too" : "in place of " + batch * accumulate);
  }

  private static String smaller(Choices choices, RunDirectory directory) {
    List<String> ways = new ArrayList<>();
    int batch = choices.get(Settings.BATCH_SIZE);
    if (batch > 1) {
      ways.add(half(batch, choices.get(Settings.ACCUMULATE)));
    }
    ways.add(
        choices.find(Settings.IMAGE_SIZE).isPresent()
            ? "a smaller --image-size than " + choices.get(Settings.IMAGE_SIZE)
            : "a smaller --min-size than "
                + choices.get(Settings.MIN_SIZE)
                + " and --max-size than "
                + choices.get(Settings.MAX_SIZE));
    if (choices.get(Settings.PRECISION).equals("fp32")) {
      ways.add("--precision bf16");
    }
    return "start anew with --config "
        + directory.file(RunDirectory.CONFIG)
        + " and "
        + String.join("; or ", ways);
  }
}
