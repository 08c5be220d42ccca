package io.finetune.run;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.finetune.kernel.Precision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The versions and the hardware a run had, for its record. */
final class Environment {

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
    facts.put("precision", precision.name().toLowerCase(Locale.ROOT));
    return facts;
  }
}
