package io.finetune.run;

import io.finetune.FinetuneException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a run has opened, to be closed together. */
final class Owned implements AutoCloseable {

  private final Deque<AutoCloseable> resources = new ArrayDeque<>();

  /** Takes over a resource and returns it. */
  <C extends AutoCloseable> C add(C resource) {
    resources.push(resource);
    return resource;
  }

  /** Closes everything, last first; the first failure is thrown when all are closed. */
  @Override
  public void close() {
    FinetuneException failure = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        FinetuneException next = new FinetuneException("closing a part of the run failed: " + e, e);
        if (failure == null) {
          failure = next;
        } else {
          failure.addSuppressed(next);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
