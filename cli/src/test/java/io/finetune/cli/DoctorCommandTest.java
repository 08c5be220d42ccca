package io.finetune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  @TempDir Path folder;

  @Test
  void aMachineThatTrainsIsHealthy() {
    Console console = Console.run("doctor", "--json");
    assertEquals(0, console.code(), console.out());
    JsonObject json = JsonParser.parseString(console.out()).getAsJsonObject();
    assertTrue(json.get("healthy").getAsBoolean());
    assertEquals(12, json.getAsJsonArray("checks").size());
    assertTrue(console.out().contains("libtorch 2.7.1"), console.out());
  }

  /** In a process of its own: an engine that failed to load stays so. */
  @Test
  void anEngineThatCannotBeLoadedAndACacheThatCannotBeWrittenAreProblems()
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.awt.headless=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "doctor")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("DJL_CACHE_DIR", file.toString());
    builder.environment().put("FINETUNE_HOME", file.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    String text = Files.readString(output);
    assertEquals(Main.FAILURE, process.exitValue(), text);
    assertTrue(text.matches("(?s).*PROBLEM +engine .*written\\s+to.*"), text);
    assertTrue(text.matches("(?s).*PROBLEM +cache .*set FINETUNE_HOME.*"), text);
    assertTrue(text.contains("2 problems prevent training"), text);
  }
}
