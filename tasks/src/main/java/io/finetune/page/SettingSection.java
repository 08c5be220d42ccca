package io.finetune.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the run was set: what somebody chose, the defaults folded away, and the machine. */
final class SettingSection {

  private static final String DEFAULT = "default";

  private SettingSection() {}

  static void write(Markup page, Run run) {
    Shell.section(
        page,
        "Settings",
        () -> {
          boolean known = run.settings().stream().anyMatch(line -> !line.chosenBy().isEmpty());
          List<SettingLine> chosen =
              run.settings().stream().filter(line -> !line.chosenBy().equals(DEFAULT)).toList();
          List<SettingLine> defaults =
              run.settings().stream().filter(line -> line.chosenBy().equals(DEFAULT)).toList();
          if (known) {
            table(page, chosen);
            Shell.folded(page, defaults.size() + " defaults", () -> table(page, defaults));
          } else {
            Shell.folded(
                page,
                run.settings().size() + " settings; who chose them was not recorded",
                () -> table(page, run.settings()));
          }
        });
    if (!run.environment().isEmpty()) {
      Shell.section(page, "Machine", () -> machine(page, run));
    }
  }

  private static void machine(Markup page, Run run) {
    page.in(
        "dl",
        () -> run.environment().forEach((name, value) -> DataSection.fact(page, name, value)),
        "class",
        "facts");
  }

  private static void table(Markup page, List<SettingLine> lines) {
    Map<String, List<SettingLine>> groups = new LinkedHashMap<>();
    lines.forEach(line -> groups.computeIfAbsent(line.group(), any -> new ArrayList<>()).add(line));
    page.in(
        "div",
        () ->
            page.in(
                "table",
                () -> groups.forEach((group, some) -> group(page, group, some)),
                "class",
                "settings"),
        "class",
        "scroll");
  }

  private static void group(Markup page, String group, List<SettingLine> lines) {
    page.in(
        "tbody",
        () -> {
          if (!group.isEmpty()) {
            page.in(
                "tr",
                () -> page.element("th", group, "colspan", "3", "scope", "rowgroup"),
                "class",
                "group");
          }
          lines.forEach(line -> line(page, line));
        });
  }

  private static void line(Markup page, SettingLine line) {
    page.in(
        "tr",
        () -> {
          page.element("th", line.name(), "scope", "row", "title", line.help());
          page.in("td", () -> page.name(line.value()));
          page.in(
              "td",
              () -> {
                if (!line.chosenBy().isEmpty()) {
                  page.element("span", origin(line.chosenBy()), "class", "tag " + line.chosenBy());
                }
              });
        });
  }

  private static String origin(String chosenBy) {
    return switch (chosenBy) {
      case "user" -> "flag";
      case "config" -> "file";
      default -> chosenBy;
    };
  }
}
