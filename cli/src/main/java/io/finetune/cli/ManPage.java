package io.finetune.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of a command in roff's man macros. picocli-codegen writes AsciiDoc, which takes
 * Asciidoctor, and so Ruby, to become this; the macros that are needed are six.
 */
final class ManPage {

  private static final String EXAMPLE = "Example: ";

  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  /** Returns the page's name, such as {@code finetune-predict}. */
  String name() {
    return spec.qualifiedName("-");
  }

  /** Returns the page. */
  String roff() {
    page.setLength(0);
    page.append(".TH ")
        .append(name().toUpperCase(Locale.ROOT))
        .append(" 1 \"\" \"")
        .append(Version.text())
        .append("\"\n.nh\n.ad l\n"); // a flag that is broken in two cannot be copied
    section("NAME", name() + " - " + summary(spec).replaceFirst("\\.$", ""));
    synopsis();
    section("DESCRIPTION", description(spec));
    parameters();
    options();
    commands();
    exitCodes();
    List<String> footer = footer(spec);
    exampleSection(examples(footer));
    List<String> notes = footer.stream().filter(line -> !line.startsWith(EXAMPLE)).toList();
    if (!notes.isEmpty()) {
      section("NOTES", String.join("\n\n", notes));
    }
    return page.toString();
  }

  /** The one line about a command that a list of commands shows. */
  static String summary(CommandSpec spec) {
    return formatted(spec.usageMessage().description()[0]);
  }

  /** All that is said about a command above its flags. */
  static String description(CommandSpec spec) {
    return text(spec.usageMessage().description());
  }

  /** The lines below a command's help, without empty ones. */
  static List<String> footer(CommandSpec spec) {
    return Arrays.stream(spec.usageMessage().footer())
        .map(ManPage::formatted)
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The examples among those lines. */
  static List<String> examples(List<String> footer) {
    return footer.stream()
        .filter(line -> line.startsWith(EXAMPLE))
        .map(line -> line.substring(EXAMPLE.length()))
        .toList();
  }

  private static String text(String[] lines) {
    return Stream.of(lines).map(ManPage::formatted).collect(Collectors.joining(" "));
  }

  /** picocli's descriptions are formats: %% is a percent sign. */
  private static String formatted(String description) {
    return String.format(Locale.ROOT, description).strip();
  }

  private void section(String heading, String text) {
    page.append(".SH ").append(heading).append('\n');
    for (String paragraph : text.split("\n\n")) {
      page.append(".PP\n").append(escaped(paragraph)).append('\n');
    }
  }

  private void synopsis() {
    page.append(".SH SYNOPSIS\n");
    String[] custom = spec.usageMessage().customSynopsis();
    if (custom.length > 0) {
      for (String line : custom) {
        page.append(escaped(formatted(line))).append("\n.br\n");
      }
      return;
    }
    CommandLine.Help help =
        new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF));
    page.append(escaped(help.synopsis(0).replaceAll("\\s+", " ").strip())).append('\n');
  }

  private void parameters() {
    List<PositionalParamSpec> parameters =
        spec.positionalParameters().stream().filter(each -> !each.hidden()).toList();
    if (!parameters.isEmpty()) {
      page.append(".SH ARGUMENTS\n");
      parameters.forEach(
          each -> item("\\fI" + escaped(each.paramLabel()) + "\\fR", text(each.description())));
    }
  }

  private void options() {
    page.append(".SH OPTIONS\n");
    for (ArgGroupSpec group : spec.argGroups()) {
      if (group.heading() != null) {
        page.append(".SS ").append(escaped(formatted(group.heading()))).append('\n');
      }
      group.options().forEach(this::option);
    }
    if (!spec.argGroups().isEmpty()) {
      page.append(".SS More\n");
    }
    spec.options().stream()
        .filter(option -> option.group() == null && !option.hidden())
        .forEach(this::option);
  }

  private void option(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> "\\fB" + escaped(name) + "\\fR")
            .collect(Collectors.joining(", "));
    boolean takesValue = option.arity().max() > 0;
    item(
        takesValue ? names + "=\\fI" + escaped(option.paramLabel()) + "\\fR" : names,
        text(option.description()));
  }

  private void item(String term, String description) {
    page.append(".TP\n").append(term).append('\n').append(escaped(description)).append('\n');
  }

  private void commands() {
    if (!spec.subcommands().isEmpty()) {
      page.append(".SH COMMANDS\n");
      for (Map.Entry<String, CommandLine> each : spec.subcommands().entrySet()) {
        CommandSpec below = each.getValue().getCommandSpec();
        item("\\fB" + escaped(below.qualifiedName("-")) + "\\fR(1)", summary(below));
      }
    }
  }

  private void exitCodes() {
    Map<String, String> codes = spec.usageMessage().exitCodeList();
    if (!codes.isEmpty()) {
      page.append(".SH EXIT STATUS\n");
      codes.forEach((code, meaning) -> item("\\fB" + code.strip() + "\\fR", meaning));
    }
  }

  private void exampleSection(List<String> examples) {
    if (!examples.isEmpty()) {
      page.append(".SH EXAMPLES\n");
      examples.forEach(
          line -> page.append(".PP\n.nf\n.RS\n").append(escaped(line)).append("\n.RE\n.fi\n"));
    }
  }

  /** Text that roff takes as it is: no escapes, no hyphens of prose, no macro at a line's start. */
  static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
