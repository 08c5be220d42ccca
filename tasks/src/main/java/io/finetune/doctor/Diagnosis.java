package io.finetune.doctor;

import java.util.Objects;
import java.util.Optional;

/**
 * What was found about one thing.
 *
 * @param topic what was looked at
 * @param health how it is
 * @param found what is there
 * @param remedy what to do; absent where nothing needs to be done
 */
public record Diagnosis(String topic, Health health, String found, Optional<String> remedy) {

  /** How well something is. */
  public enum Health {
    /** As it should be. */
    OK,
    /** Training works, but slower or with something less than there could be. */
    NOTE,
    /** Training does not work. */
    PROBLEM
  }

  /** Requires every part, and a remedy for what is not as it should be. */
  public Diagnosis {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(found, "found");
    if ((health == Health.OK) == remedy.isPresent()) {
      throw new IllegalArgumentException(
          topic + ": a remedy belongs to what is not as it should be, and only there");
    }
  }

  static Diagnosis ok(String topic, String found) {
    return new Diagnosis(topic, Health.OK, found, Optional.empty());
  }

  static Diagnosis note(String topic, String found, String remedy) {
    return new Diagnosis(topic, Health.NOTE, found, Optional.of(remedy));
  }

  static Diagnosis problem(String topic, String found, String remedy) {
    return new Diagnosis(topic, Health.PROBLEM, found, Optional.of(remedy));
  }

  /** Whether it prevents training. */
  public boolean isProblem() {
    return health == Health.PROBLEM;
  }
}
