package io.finetune.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.fault.DataFuzz.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files are read or refused; the same thousands each time, more by {@link DataFuzz}. */
@Tag("fault")
class DataFuzzTest {

  private static final int INPUTS = 200;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double MOST_MIB = 700;

  @TempDir Path root;

  static List<FuzzTarget> targets() {
    return FuzzTarget.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void isReadOrRefused(FuzzTarget target) {
    Tally tally = assertTimeoutPreemptively(LIMIT, () -> DataFuzz.run(target, root, 0, INPUTS));
    assertEquals(List.of(), tally.failures());
    assertTrue(tally.refused() > 0, "nothing was damaged: " + tally);
    assertTrue(tally.peakMib() < MOST_MIB, tally.toString());
  }
}
