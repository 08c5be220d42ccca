package io.finetune.docs;

import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import io.finetune.run.Recipes;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.util.List;
import java.util.Map;

/** docs/recipes.md, from the tables of recipes, datasets and settings. */
final class RecipePage {

  private static final String INTRODUCTION =
      """
      # Recipes and settings

      <!-- Made from Recipes, Datasets and Settings by GeneratedPagesTest; edit those. -->

      What you do not set comes from the recipe of the model and the dataset, and what that leaves open from
      the defaults. Every value, and who chose it, is shown before training. A flag wins over a file
      (`--config`), a file over the optimizer's own values, these over the recipe, the recipe over the
      defaults.

      `lr` and `weight-decay` below are SGD's. Other optimizers scale the rate as the paper does (Adam by
      1/100, Adagrad by 1/10), and those that decay apart from the gradient (AdamW, RAdam, Ranger) the decay
      by the inverse. A detector's `lr` is for sixteen images a step and follows batch size times
      `accumulate`. A value you set yourself is never scaled.
      """;

  /** One model of each kind that recipes tell apart. */
  private static final Map<String, String> KINDS =
      Map.of(
          "classifier", "resnet50", "CIFAR", "resnet20_cifar", "detector", "maskrcnn_resnet50_fpn");

  private RecipePage() {}

  static String text() {
    Markdown page = new Markdown().line(INTRODUCTION);
    page.paragraph("## Which recipe");
    page.heading(List.of("dataset", "classifier", "classifier of 32x32 images", "detector"));
    for (DatasetEntry<?> entry : Datasets.all()) {
      page.row(
          List.of(
              "`" + entry.name() + "`",
              images(entry) ? recipe("classifier", entry) : "",
              images(entry) ? recipe("CIFAR", entry) : "",
              images(entry) ? "" : recipe("detector", entry)));
    }
    page.line("");
    Recipes.all().forEach(recipe -> recipe(page, recipe));
    page.paragraph("## Settings");
    page.paragraph(
        "Flags of the command line, keys of a configuration file, constants of `Settings` in Java.");
    for (Setting.Group group : Setting.Group.values()) {
      settings(page, group);
    }
    return page.toString();
  }

  private static boolean images(DatasetEntry<?> entry) {
    return Datasets.ofClasses().contains(entry);
  }

  private static String recipe(String kind, DatasetEntry<?> entry) {
    String name = Recipes.of(KINDS.get(kind), entry.name()).name();
    return "[" + name + "](#" + name + ")";
  }

  private static void recipe(Markdown page, Recipes.Recipe recipe) {
    page.paragraph("## " + recipe.name());
    page.paragraph(capital(recipe.description()) + ".");
    if (recipe.values().isEmpty()) {
      page.paragraph("Sets nothing: the defaults.");
      return;
    }
    page.heading(List.of("setting", "value"));
    for (Setting<?> setting : Settings.all()) {
      String value = recipe.values().get(setting.name());
      if (value != null) {
        page.row(List.of("`" + setting.name() + "`", value));
      }
    }
    page.line("");
  }

  private static void settings(Markdown page, Setting.Group group) {
    page.paragraph("### " + group.title());
    page.heading(List.of("setting", "takes", "what it does", "classifier", "detector"));
    Map<String, String> classifier = Recipes.defaults(false);
    Map<String, String> detector = Recipes.defaults(true);
    for (Setting<?> setting : Settings.all()) {
      if (setting.group() == group) {
        String name = setting.name();
        page.row(
            List.of(
                "`--" + name + "`",
                setting.hint(),
                setting.help(),
                classifier.getOrDefault(name, ""),
                detector.getOrDefault(name, "")));
      }
    }
    page.line("");
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
