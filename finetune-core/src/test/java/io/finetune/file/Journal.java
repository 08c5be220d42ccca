package io.finetune.file;

import java.util.ArrayList;
import java.util.List;

/** Records what a program asks of a disk; nothing fails. */
public final class Journal implements Faults {

  private final List<Change> changes = new ArrayList<>();

  @Override
  public void before(Change change) {
    changes.add(change);
  }

  /** How many changes were asked for so far. */
  public int size() {
    return changes.size();
  }

  /** The changes, in their order. */
  public List<Change> changes() {
    return List.copyOf(changes);
  }
}
