package io.finetune.report;

import io.finetune.data.Dataset;
import io.finetune.data.LeftOut;
import io.finetune.data.Sample;
import java.util.List;

/** Samples in memory. */
class Samples<T> implements Dataset<T> {
  private final List<Sample<T>> all;
  private final LeftOut leftOut;

  Samples(List<Sample<T>> all, LeftOut leftOut) {
    this.all = all;
    this.leftOut = leftOut;
  }

  @Override
  public LeftOut leftOut() {
    return leftOut;
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  public Sample<T> get(int index) {
    return all.get(index);
  }

  @Override
  public List<String> classes() {
    return List.of("cat", "dog");
  }

  @Override
  public String name() {
    return "made";
  }

  @Override
  public String description() {
    return "made by the test";
  }
}
