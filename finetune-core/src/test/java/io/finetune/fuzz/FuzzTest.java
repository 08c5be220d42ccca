package io.finetune.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty thousand bad files in a process of its own with a heap of 64 MB: every byte of a small
 * file of each format, and mutations by chance. {@code tests/fuzz.sh} goes on from there.
 */
class FuzzTest {

  private static final int CASES = 20_000;
  private static final int SEED = 5;

  @TempDir Path temp;

  @Test
  void badFilesAreRefusedOrReadRightInLittleTimeAndMemory() throws Exception {
    JsonObject seen = run("--seed", SEED + "", "--cases", CASES + "");
    assertEquals(CASES, seen.get("cases").getAsInt());
    assertTrue(seen.get("systematic").getAsInt() > 5000, seen.toString());
    for (Sound.Kind kind : Sound.Kind.values()) {
      JsonObject count = seen.getAsJsonObject(kind.name().toLowerCase(Locale.ROOT));
      assertTrue(count.get("refused").getAsInt() > 100, kind + " of " + seen);
      assertTrue(count.get("loaded").getAsInt() > 0, kind + " of " + seen);
    }
  }

  private JsonObject run(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // two cores: more compiling costs more than it saves
                "-cp",
                System.getProperty("java.class.path"),
                Fuzz.class.getName(),
                "--folder",
                temp.toString()));
    command.addAll(List.of(args));
    Path log = temp.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(180, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(log, StandardCharsets.UTF_8);
    assertTrue(ended && process.exitValue() == 0, text);
    return JsonParser.parseString(text.substring(text.lastIndexOf("{\"seed\""))).getAsJsonObject();
  }
}
