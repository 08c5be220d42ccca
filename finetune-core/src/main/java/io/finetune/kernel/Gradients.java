package io.finetune.kernel;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Whether the current thread records what gradients will need. */
public final class Gradients {

  private Gradients() {}

  /**
   * Computes something without recording. libtorch records wherever a parameter is trained, and
   * what it records keeps every intermediate result in memory.
   *
   * @param computation what to compute
   * @param <T> the type of its result
   * @return its result
   */
  public static <T> T off(Supplier<T> computation) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
