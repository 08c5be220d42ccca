package io.finetune.cli;

import io.finetune.FinetuneException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code finetune}; {@link #EXIT_CODES} says how it ends. */
public final class Main {

  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final String VERBOSE = "--verbose";

  /** The exit codes, for help. */
  static final Map<String, String> EXIT_CODES = new TreeMap<>();

  static {
    EXIT_CODES.put("  0", "done");
    EXIT_CODES.put("  1", "failed: the message says what to do");
    EXIT_CODES.put("  2", "wrong usage");
    EXIT_CODES.put("130", "ended by SIGINT (Ctrl-C); a training has saved and can be resumed");
    EXIT_CODES.put("143", "ended by SIGTERM; a training has saved and can be resumed");
  }

  private Main() {}

  /**
   * Runs a command.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(commands(System.out), args));
  }

  static int run(CommandLine command, String... args) {
    command.setParameterExceptionHandler(Main::usage);
    command.setExecutionExceptionHandler(Main::failure);
    return command.execute(args);
  }

  /** Builds the commands, which show a training on {@code out}. */
  static CommandLine commands(PrintStream out) {
    CommandLine command = TrainCommand.build(out);
    command.addSubcommand("eval", new EvalCommand());
    command.addSubcommand("list", new ListCommand());
    command.addSubcommand("predict", new PredictCommand());
    command.addSubcommand("export", new ExportCommand());
    command.addSubcommand("card", new CardCommand());
    command.addSubcommand("coco-eval", new CocoEvalCommand());
    command.addSubcommand("data", new DataCommand());
    command.addSubcommand("report", new ReportCommand());
    command.addSubcommand("compare", new CompareCommand());
    command.addSubcommand("doctor", new DoctorCommand());
    command.addSubcommand("completion", new CompletionCommand());
    command.addSubcommand("man", new ManCommand());
    command.getSubcommands().values().forEach(Main::complete);
    return command;
  }

  /** Gives a command and those below it what all have: the version and {@link #VERBOSE}. */
  private static void complete(CommandLine command) {
    command
        .getCommandSpec()
        .version(Version.text())
        .addOption(
            OptionSpec.builder(VERBOSE)
                .type(boolean.class)
                .description("show stack traces of errors")
                .build());
    command.getSubcommands().values().forEach(Main::complete);
  }

  private static int usage(ParameterException thrown, String[] args) {
    ParameterException e = cause(thrown);
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("finetune: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println(command.getCommandSpec().qualifiedName() + " --help shows what it takes");
    }
    err.flush();
    return USAGE;
  }

  /** What is missing may well be what was mistyped, of which picocli speaks second. */
  private static ParameterException cause(ParameterException e) {
    List<String> unknown = e.getCommandLine().getUnmatchedArguments();
    return e instanceof MissingParameterException && !unknown.isEmpty()
        ? new UnmatchedArgumentException(e.getCommandLine(), unknown)
        : e;
  }

  private static int failure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean verbose = isVerbose(parsed);
    if (e instanceof FinetuneException) {
      err.println("finetune: " + e.getMessage());
    } else {
      err.println("finetune: unexpected " + e);
    }
    if (verbose) {
      e.printStackTrace(err);
    } else if (!(e instanceof FinetuneException)) {
      err.println("run again with --verbose for the stack trace");
    }
    err.flush();
    return FAILURE;
  }

  private static boolean isVerbose(ParseResult parsed) {
    return parsed.hasMatchedOption(VERBOSE)
        || (parsed.hasSubcommand() && isVerbose(parsed.subcommand()));
  }
}
