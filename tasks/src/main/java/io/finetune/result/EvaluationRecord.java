package io.finetune.result;

/** Takes one evaluation down in a folder of its own. */
sealed interface EvaluationRecord extends AutoCloseable permits LabelRecord, ObjectRecord {

  /** Returns what was evaluated: {@code labels} or {@code objects}. */
  String kind();

  /** Returns how many images were taken down. */
  long images();

  /** Completes the files. */
  void finish();

  /** Lets go of the files, complete or not. */
  @Override
  void close();
}
