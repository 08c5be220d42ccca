package io.finetune.coco;

import java.security.SecureRandom;

/** Ids in the order they came, and the place of each: a hash table without boxed numbers. */
final class IdIndex {

  private static final int FIRST_BITS = 4;

  /** Decides the slots and nothing that is seen. */
  private static final long SECRET = new SecureRandom().nextLong();

  private final LongColumn ids = new LongColumn();

  /** One more than the place of an id; 0 where a slot is free. Never more than half full. */
  private int[] slots = new int[1 << FIRST_BITS];

  private int bits = FIRST_BITS;

  int size() {
    return ids.size();
  }

  long id(int place) {
    return ids.get(place);
  }

  /** The place of an id, or -1. */
  int find(long id) {
    return slots[slot(id)] - 1;
  }

  /** Adds an id at the next place; false, and nothing is added, if it is there already. */
  boolean add(long id) {
    int slot = slot(id);
    if (slots[slot] != 0) {
      return false;
    }
    ids.add(id);
    slots[slot] = ids.size();
    if (2 * ids.size() > slots.length) {
      enlarge();
    }
    return true;
  }

  /** The slot that holds an id, or the free one where it belongs. */
  private int slot(long id) {
    int slot = (int) (spread(id) >>> (Long.SIZE - bits));
    while (slots[slot] != 0 && ids.get(slots[slot] - 1) != id) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /**
   * Mixes all bits (Stafford 2011, variant 13) and a number that no file can know: ids that were
   * chosen to meet in one slot would make reading a file take quadratic time.
   */
  private static long spread(long id) {
    long z = id + SECRET;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private void enlarge() {
    bits++;
    slots = new int[1 << bits];
    for (int place = 0; place < ids.size(); place++) {
      slots[slot(ids.get(place))] = place + 1;
    }
  }
}
