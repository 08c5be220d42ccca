package io.finetune.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.finetune.doctor.Diagnosis;
import io.finetune.doctor.Doctor;
import io.finetune.doctor.Places;
import io.finetune.report.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finetune doctor}: what this machine has of what training needs. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Says whether training works on this machine, and what to mend.",
      "Looks at Java, engine, native libraries, devices, precision, memory, disk, cache and fonts."
    },
    footer = {"", "Example: finetune doctor", "Exit code 1 says that something prevents training."})
final class DoctorCommand implements Callable<Integer> {

  private static final int INDENT = 27;
  private static final int WIDTH = 100;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print it as JSON")
  private boolean json;

  @Override
  public Integer call() {
    List<Diagnosis> found = Doctor.examine(Places.usual());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonFile.text(generator -> write(generator, found)));
    } else {
      found.forEach(diagnosis -> show(out, diagnosis));
      conclude(out, found);
    }
    out.flush();
    return isHealthy(found) ? 0 : Main.FAILURE;
  }

  private static boolean isHealthy(List<Diagnosis> found) {
    return found.stream().noneMatch(Diagnosis::isProblem);
  }

  private static void show(PrintWriter out, Diagnosis diagnosis) {
    String head =
        String.format(
            Locale.ROOT,
            "%-8s %-17s ",
            diagnosis.isProblem() ? "PROBLEM" : health(diagnosis),
            diagnosis.topic());
    paragraph(out, head, diagnosis.found());
    diagnosis.remedy().ifPresent(remedy -> paragraph(out, " ".repeat(INDENT), "-> " + remedy));
  }

  /** Prints words in lines, the first after its head. */
  private static void paragraph(PrintWriter out, String head, String text) {
    StringBuilder line = new StringBuilder(head);
    for (String word : text.split(" ")) {
      if (line.length() > INDENT && line.length() + word.length() > WIDTH) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(INDENT));
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }

  private static String health(Diagnosis diagnosis) {
    return diagnosis.health().name().toLowerCase(Locale.ROOT);
  }

  private static void conclude(PrintWriter out, List<Diagnosis> found) {
    long problems = found.stream().filter(Diagnosis::isProblem).count();
    out.println(
        problems == 0
            ? "training works here"
            : problems + (problems == 1 ? " problem prevents" : " problems prevent") + " training");
  }

  private static void write(JsonGenerator json, List<Diagnosis> found) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("healthy", isHealthy(found));
    json.writeArrayFieldStart("checks");
    for (Diagnosis each : found) {
      json.writeStartObject();
      json.writeStringField("topic", each.topic());
      json.writeStringField("health", health(each));
      json.writeStringField("found", each.found());
      if (each.remedy().isPresent()) {
        json.writeStringField("remedy", each.remedy().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
