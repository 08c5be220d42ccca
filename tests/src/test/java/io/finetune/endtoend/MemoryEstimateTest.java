package io.finetune.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.finetune.cli.Main;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.Finetune;
import io.finetune.run.Settings;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a dry run says of memory, held against the peak of a process that makes the steps. */
@Tag("slow")
class MemoryEstimateTest {

  private static final int STEPS = 3;
  private static final double TOLERANCE = 0.25;

  @TempDir Path folder;

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX)
  @CsvSource(
      delimiter = '|',
      value = {
        "--model resnet50 --image-size 224 --batch-size 8 --precision bf16",
        "--model resnet50 --image-size 224 --batch-size 8 --precision fp32",
        "--model resnet50 --image-size 224 --batch-size 16 --freeze stage3",
        "--model resnet18 --image-size 224 --batch-size 32 --optimizer adamw_gc",
        "--model maskrcnn_resnet18_fpn --dataset shapes:images=40,test=1 --batch-size 8"
      })
  void theEstimateIsWithinAQuarterOfThePeak(String settings) throws Exception {
    List<String> line = new ArrayList<>(List.of(settings.split(" ")));
    if (!settings.contains("--dataset")) {
      photographs();
      line.addAll(List.of("--dataset", "folder:" + folder.resolve("photos")));
    }
    line.addAll(List.of("--weights", "none", "--runs", "" + folder.resolve("runs")));
    line.addAll(List.of("--threads", "2", "--epochs", "1", "--report-every", "1"));
    double estimate = estimate(line);
    double peak = peak(line);
    assertEquals(peak, estimate, TOLERANCE * peak, settings);
  }

  private void photographs() throws IOException {
    Random random = new Random(1);
    for (String part : List.of("train/a", "train/b", "val/a", "val/b")) {
      Path place = Files.createDirectories(folder.resolve("photos").resolve(part));
      for (int i = 0; i < (part.startsWith("train") ? 64 : 1); i++) {
        BufferedImage image = new BufferedImage(320, 256, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 256; y++) {
          for (int x = 0; x < 320; x++) {
            image.setRGB(x, y, random.nextInt(0x1000000));
          }
        }
        ImageIO.write(image, "jpg", place.resolve(i + ".jpg").toFile());
      }
    }
  }

  /** What the dry run of these settings says, in bytes. */
  private double estimate(List<String> line) {
    Choices choices = Choices.NONE;
    for (int i = 0; i < line.size(); i += 2) {
      choices =
          choices.withText(Settings.get(line.get(i).substring(2)), line.get(i + 1), Origin.USER);
    }
    return Finetune.of(choices).preview(folder.resolve("sheet.png")).memory().total();
  }

  /** The peak of a process that is ended after a few steps, in bytes. */
  private static double peak(List<String> line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseParallelGC", "-Djava.awt.headless=true"));
    command.addAll(
        List.of("-DOPT_OUT_TRACKING=true", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(line);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader reader = process.inputReader()) {
      int steps = 0;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        said.append(text).append('\n');
        steps += text.contains("  step ") ? 1 : 0;
        if (steps == STEPS) {
          return peakOf(process.pid());
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    throw new AssertionError("it ended before its third step: " + said);
  }

  private static double peakOf(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(each -> each.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    double bytes = 1024 * Double.parseDouble(line.replaceAll("\\D", ""));
    assertTrue(bytes > 0);
    return bytes;
  }
}
