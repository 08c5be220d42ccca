package io.finetune.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.finetune.kernel.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The versions and the hardware a run had, for its record. */
final class Environment {

  /** The file of a run's folder that holds it. */
  static final String FILE = "environment.yaml";

  static final String PRECISION = "precision";

  /** What decides the order in which sums are formed. */
  static final List<String> OF_ROUNDING = List.of("device", "threads");

  private Environment() {}

  static Map<String, String> describe(Device device, Precision precision) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("started", Instant.now().toString());
    facts.put("finetune", version());
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("djl", Engine.getDjlVersion());
    facts.put("libtorch", Engine.getEngine("PyTorch").getVersion());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    cpu().ifPresent(name -> facts.put("cpu", name));
    facts.put("device", device.toString());
    facts.put("threads", Integer.toString(JniUtils.getNumThreads()));
    facts.put(PRECISION, precision.name().toLowerCase(Locale.ROOT));
    return facts;
  }

  /** The toolkit's version, and its commit where the launcher found one. */
  private static String version() {
    String version = Environment.class.getPackage().getImplementationVersion();
    String commit = System.getProperty("finetune.commit", "");
    return (version == null ? "from class files" : version)
        + (commit.isEmpty() ? "" : ", commit " + commit);
  }

  /** What Linux calls the processor; other systems have no file that says. */
  private static Optional<String> cpu() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty(); // a record of the environment is no reason to end a run
    }
  }
}
