package io.finetune.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.finetune.kernel.Precision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("djl", Engine.getDjlVersion());
    facts.put("libtorch", Engine.getEngine("PyTorch").getVersion());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("device", device.toString());
    facts.put("threads", Integer.toString(JniUtils.getNumThreads()));
    facts.put(PRECISION, precision.name().toLowerCase(Locale.ROOT));
    return facts;
  }
}
