package io.finetune.cli;

/** The version of this program. */
final class Version {

  private Version() {}

  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "finetune " + (version == null ? "from class files" : version);
  }
}
