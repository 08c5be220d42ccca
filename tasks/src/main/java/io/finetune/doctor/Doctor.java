package io.finetune.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks at everything that training stands on. */
public final class Doctor {

  private Doctor() {}

  /**
   * Examines this machine and process.
   *
   * @param places the folders to look at
   * @return what was found, in the order in which it matters; nothing is changed but that libraries
   *     are loaded, and unpack themselves on first use
   */
  public static List<Diagnosis> examine(Places places) {
    List<Diagnosis> found = new ArrayList<>();
    found.addAll(MachineChecks.all());
    found.addAll(EngineChecks.all());
    found.addAll(LibraryChecks.all());
    found.addAll(FolderChecks.of(places));
    return found;
  }

  /**
   * Looks at something that may fail in any way: a library that cannot be loaded throws errors, not
   * exceptions.
   */
  static Diagnosis guarded(String topic, String remedy, Supplier<Diagnosis> look) {
    try {
      return look.get();
    } catch (Exception | LinkageError e) {
      return Diagnosis.problem(topic, reason(e), remedy);
    }
  }

  /** The innermost message, which is where libraries say what is wrong. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.toString() : message.strip();
  }
}
