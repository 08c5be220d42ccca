package io.finetune.evaluation;

import io.finetune.data.Dataset;
import io.finetune.data.LeftOut;
import io.finetune.data.Sample;
import java.util.List;
import java.util.function.UnaryOperator;

/** A dataset with the labels of a network. */
record Relabelled<T>(Dataset<T> given, List<String> classes, UnaryOperator<T> relabel)
    implements Dataset<T> {

  @Override
  public int size() {
    return given.size();
  }

  @Override
  public Sample<T> get(int index) {
    Sample<T> sample = given.get(index);
    return new Sample<>(sample.id(), sample.image(), relabel.apply(sample.target()));
  }

  @Override
  public String name() {
    return given.name();
  }

  @Override
  public int group(int index) {
    return given.group(index);
  }

  @Override
  public String description() {
    return given.description();
  }

  @Override
  public LeftOut leftOut() {
    return given.leftOut();
  }
}
