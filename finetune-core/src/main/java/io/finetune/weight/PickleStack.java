package io.finetune.weight;

import io.finetune.WeightException;
import java.util.ArrayList;
import java.util.List;

/** The stack of a pickle's machine: values, and marks below which a collection cannot reach. */
final class PickleStack {

  private final List<Object> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();

  void push(Object value) {
    values.add(value);
  }

  void mark() {
    marks.add(values.size());
  }

  Object peek() {
    require(1);
    return values.get(values.size() - 1);
  }

  Object pop() {
    require(1);
    return values.remove(values.size() - 1);
  }

  /** Takes the topmost values, lowest first. */
  List<Object> top(int count) {
    require(count);
    return cut(values.size() - count);
  }

  /** Takes what was pushed since the latest mark, and the mark. */
  List<Object> sinceMark() {
    if (marks.isEmpty()) {
      throw new WeightException("its pickle closes a list that was never opened");
    }
    return cut(marks.remove(marks.size() - 1));
  }

  private List<Object> cut(int from) {
    List<Object> tail = values.subList(from, values.size());
    List<Object> taken = new ArrayList<>(tail);
    tail.clear();
    return taken;
  }

  private void require(int count) {
    int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    if (values.size() - floor < count) {
      throw new WeightException("its pickle takes more values than it gave");
    }
  }
}
