package io.finetune.coco;

/** Sorts places of rows, that is the rows of columns, without an object per row. */
final class Places {

  private Places() {}

  /** A strict order of rows. */
  @FunctionalInterface
  interface Order {
    boolean before(int row, int other);
  }

  /** Returns 0 to count - 1 by the order; rows of which none is before the other keep theirs. */
  static int[] sorted(int count, Order order) {
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = i;
    }
    merge(places.clone(), places, 0, count, order);
    return places;
  }

  /** Sorts a stretch that both arrays hold, into the second. */
  private static void merge(int[] from, int[] to, int start, int end, Order order) {
    if (end - start < 2) {
      return;
    }
    int middle = (start + end) >>> 1;
    merge(to, from, start, middle, order);
    merge(to, from, middle, end, order);
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft = right == end || (left < middle && !order.before(from[right], from[left]));
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }
}
