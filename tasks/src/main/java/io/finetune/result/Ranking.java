package io.finetune.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The first few of any number of things; of equal ones those that came first.
 *
 * @param <T> the type of a thing
 */
final class Ranking<T> {

  private record Entry<T>(T thing, double score, long number) {}

  private final int most;
  private final Comparator<Entry<T>> order =
      Comparator.comparingDouble((Entry<T> entry) -> -entry.score()).thenComparing(Entry::number);
  private final PriorityQueue<Entry<T>> kept = new PriorityQueue<>(order.reversed());
  private long offered;

  /**
   * @param most how many are kept
   */
  Ranking(int most) {
    this.most = most;
  }

  /**
   * Offers a thing.
   *
   * @param score the higher, the earlier it comes
   */
  void offer(T thing, double score) {
    kept.add(new Entry<>(thing, score, offered++));
    if (kept.size() > most) {
      kept.poll();
    }
  }

  /** Returns what is kept, first things first. */
  List<T> list() {
    List<Entry<T>> entries = new ArrayList<>(kept);
    entries.sort(order);
    return entries.stream().map(Entry::thing).toList();
  }
}
