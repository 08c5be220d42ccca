package io.finetune.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.beans.XMLDecoder;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom, and what library code never does. */
class ArchitectureTest {

  private static final String ROOT = "io.finetune";

  /** The offender below must be within the reach of every rule. */
  private static final String OFFENDING = ROOT + ".architecture";

  /** What each package may use of ours, beside itself and the errors in the root package. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("torch", Set.of()),
          Map.entry("kernel", Set.of("torch")),
          Map.entry("image", Set.of()),
          Map.entry("region", Set.of()),
          Map.entry("shape", Set.of("region")),
          Map.entry("file", Set.of()),
          Map.entry("coco", Set.of("region", "file")),
          Map.entry("download", Set.of()),
          Map.entry("weight", Set.of("download", "file", "torch")),
          Map.entry("schedule", Set.of()),
          Map.entry("card", Set.of("file")),
          Map.entry("box", Set.of("region")),
          Map.entry("optim", Set.of("kernel")),
          Map.entry("block", Set.of("kernel")),
          Map.entry("device", Set.of("kernel")),
          Map.entry("data", Set.of("image", "download", "region", "coco", "shape")),
          Map.entry(
              "train",
              Set.of(
                  "kernel",
                  "block",
                  "device",
                  "data",
                  "image",
                  "optim",
                  "schedule",
                  "weight",
                  "file")),
          Map.entry(
              "classification",
              Set.of("kernel", "block", "device", "data", "image", "weight", "card", "train")),
          Map.entry(
              "detection",
              Set.of(
                  "kernel", "block", "box", "weight", "region", "coco", "data", "image", "train")),
          Map.entry(
              "segmentation", Set.of("kernel", "block", "box", "region", "data", "detection")),
          Map.entry(
              "run",
              Set.of(
                  "kernel",
                  "block",
                  "device",
                  "data",
                  "image",
                  "download",
                  "optim",
                  "schedule",
                  "weight",
                  "card",
                  "train",
                  "classification",
                  "detection",
                  "segmentation",
                  "box",
                  "file",
                  "coco",
                  "result",
                  "page",
                  "region",
                  "report",
                  "summary")),
          Map.entry("report", Set.of("region", "coco", "data", "image", "file")),
          Map.entry(
              "result",
              Set.of(
                  "box",
                  "coco",
                  "region",
                  "data",
                  "image",
                  "train",
                  "classification",
                  "detection",
                  "report")),
          Map.entry("page", Set.of("result", "report")),
          Map.entry("summary", Set.of("kernel", "block", "detection", "segmentation", "report")),
          Map.entry(
              "evaluation",
              Set.of(
                  "kernel",
                  "block",
                  "device",
                  "coco",
                  "data",
                  "image",
                  "weight",
                  "train",
                  "detection",
                  "run",
                  "report",
                  "predict")),
          Map.entry("doctor", Set.of("kernel", "device", "download", "image", "report")),
          Map.entry(
              "predict",
              Set.of(
                  "kernel",
                  "block",
                  "box",
                  "region",
                  "device",
                  "coco",
                  "data",
                  "image",
                  "weight",
                  "train",
                  "detection",
                  "run",
                  "report")),
          Map.entry(
              "export",
              Set.of(
                  "kernel", "block", "coco", "image", "predict", "region", "report", "run", "torch",
                  "weight")),
          Map.entry(
              "cli",
              Set.of(
                  "coco",
                  "data",
                  "export",
                  "optim",
                  "card",
                  "train",
                  "run",
                  "report",
                  "predict",
                  "file",
                  "page",
                  "summary",
                  "evaluation",
                  "doctor")));

  /** Packages of every module, so that no module can drop out of the class path unnoticed. */
  private static final Set<String> SEEN_AT_LEAST =
      Set.of(
          "file",
          "torch",
          "kernel",
          "image",
          "region",
          "shape",
          "coco",
          "download",
          "weight",
          "schedule",
          "box",
          "optim",
          "block",
          "device",
          "data",
          "train",
          "card",
          "classification",
          "detection",
          "segmentation",
          "run",
          "report",
          "result",
          "page",
          "predict",
          "export",
          "summary",
          "evaluation",
          "doctor",
          "cli");

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // What the tests of core lend to those of other modules.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  private static final ArchRule LIBRARIES_NEVER_PRINT =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".cli..")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .because("libraries report through errors, results and listeners");

  private static final ArchRule LIBRARIES_NEVER_EXIT =
      noClasses()
          .that(not(resideInAPackage(ROOT + ".cli..")))
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .because("only the command line ends the process");

  private static final ArchRule NOTHING_USES_THE_DEFAULT_LOCALE =
      noClasses()
          .should()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(Locale.class, "getDefault")
          .because("numbers and names read the same on every machine; pass Locale.ROOT");

  private static final ArchRule NOTHING_USES_THE_DEFAULT_CHARSET =
      noClasses()
          .should()
          .callMethod(String.class, "getBytes")
          .orShould()
          .callConstructor(String.class, byte[].class)
          .orShould()
          .callConstructor(InputStreamReader.class, java.io.InputStream.class)
          .orShould()
          .callConstructor(OutputStreamWriter.class, java.io.OutputStream.class)
          .orShould()
          .callConstructor(java.io.FileReader.class, java.io.File.class)
          .orShould()
          .callConstructor(java.io.FileWriter.class, java.io.File.class)
          .orShould()
          .callMethod(Charset.class, "defaultCharset")
          .because("files read the same on every machine; name the charset");

  private static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveNameMatching(".*[.$](Abstract[^.$]*|[^.$]*(Impl|Manager|Utils|Helper))$")
          .because("such a name says how a class is used, not what it is");

  /** What could run something that a file names: none of it is within a reader's reach. */
  private static final ArchRule READERS_RUN_NOTHING =
      noClasses()
          .that(resideInAnyPackage(ROOT + ".weight..", ROOT + ".download..", OFFENDING))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.lang.reflect..", "javax.script..", "javax.naming..", "java.rmi.."))
          .orShould()
          .dependOnClassesThat(
              assignableTo(ClassLoader.class)
                  .or(assignableTo(ObjectInputStream.class))
                  .or(assignableTo(ServiceLoader.class))
                  .or(assignableTo(ProcessBuilder.class))
                  .or(assignableTo(XMLDecoder.class)))
          .orShould()
          .callMethod(Class.class, "forName", String.class)
          .orShould()
          .callMethod(Class.class, "newInstance")
          .orShould()
          .callMethod(Class.class, "getDeclaredConstructor", Class[].class)
          .orShould()
          .callMethod(Class.class, "getMethod", String.class, Class[].class)
          .orShould()
          .callMethod(Runtime.class, "exec", String.class)
          .orShould()
          .callMethod(Runtime.class, "load", String.class)
          .orShould()
          .callMethod(System.class, "load", String.class)
          .orShould()
          .callMethod(System.class, "loadLibrary", String.class)
          .because("a weight file is data: whatever it names, nothing is looked up or run");

  @Test
  void everyPackageHasALineInTheTable() {
    Set<String> found =
        OURS.stream()
            .map(ArchitectureTest::part)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> unknown = new TreeSet<>(found);
    unknown.removeAll(MAY_USE.keySet());
    assertEquals(Set.of(), unknown, "packages that have no line in MAY_USE; decide what they use");
    assertTrue(found.containsAll(SEEN_AT_LEAST), "saw only the packages " + found);
  }

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    for (Map.Entry<String, Set<String>> line : MAY_USE.entrySet()) {
      String self = ROOT + "." + line.getKey() + "..";
      String[] allowed =
          Stream.concat(
                  Stream.of(ROOT, self), line.getValue().stream().map(p -> ROOT + "." + p + ".."))
              .toArray(String[]::new);
      classes()
          .that()
          .resideInAPackage(self)
          .should()
          .onlyDependOnClassesThat(
              not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(allowed)))
          .allowEmptyShould(!SEEN_AT_LEAST.contains(line.getKey()))
          .check(OURS);
    }
  }

  @Test
  void theErrorsKnowNobody() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(ROOT + "..")).or(resideInAPackage(ROOT)))
        .check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void librariesNeitherPrintNorExit() {
    LIBRARIES_NEVER_PRINT.check(OURS);
    LIBRARIES_NEVER_EXIT.check(OURS);
  }

  @Test
  void nothingDependsOnTheMachinesLocaleOrCharset() {
    NOTHING_USES_THE_DEFAULT_LOCALE.check(OURS);
    NOTHING_USES_THE_DEFAULT_CHARSET.check(OURS);
  }

  @Test
  void readersOfWeightsAndArchivesRunNothing() {
    READERS_RUN_NOTHING.check(OURS);
  }

  @Test
  void namesSaySomething() {
    NAMES_SAY_SOMETHING.check(OURS);
  }

  @Test
  void everyRuleCatchesAnOffender() {
    JavaClasses offender = new ClassFileImporter().importClasses(OffenderImpl.class);
    for (ArchRule rule :
        List.of(
            LIBRARIES_NEVER_PRINT,
            LIBRARIES_NEVER_EXIT,
            NOTHING_USES_THE_DEFAULT_LOCALE,
            NOTHING_USES_THE_DEFAULT_CHARSET,
            NAMES_SAY_SOMETHING,
            READERS_RUN_NOTHING)) {
      assertTrue(rule.evaluate(offender).hasViolation(), rule.getDescription());
    }
  }

  /** Does once what each rule forbids. */
  @SuppressWarnings({"unused", "DefaultLocale", "StringCaseLocaleUsage", "DefaultCharset"})
  private static final class OffenderImpl {
    void offend(String text) {
      System.out.println(text.toLowerCase() + text.getBytes().length);
      Runtime.getRuntime().load(text);
      System.exit(1);
    }
  }

  /** The part of the package name that the table has: "optim" of io.finetune.optim. */
  private static String part(JavaClass type) {
    String rest = type.getPackageName().substring(ROOT.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.", -1)[0];
  }
}
