package io.finetune.cli;

import io.finetune.card.CardWeights;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import io.finetune.optim.OptimizerSettings;
import io.finetune.optim.Optimizers;
import io.finetune.run.Recipes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The tables that can be listed, with a line for people and facts for programs of each entry. */
enum Listing {
  models {
    @Override
    List<String> lines() {
      return ModelCards.all().stream()
          .map(
              card ->
                  line(
                      30,
                      card.name(),
                      String.format(Locale.ROOT, "%-14s", task(card)) + " " + card.description()))
          .toList();
    }

    @Override
    List<Map<String, Object>> facts() {
      return ModelCards.all().stream().map(Listing::facts).toList();
    }
  },
  datasets {
    @Override
    List<String> lines() {
      return Datasets.all().stream()
          .map(entry -> line(20, entry.name(), entry.description()))
          .toList();
    }

    @Override
    List<Map<String, Object>> facts() {
      return Datasets.all().stream().map(Listing::facts).toList();
    }
  },
  optimizers {
    @Override
    List<String> lines() {
      return Optimizers.all().stream()
          .map(entry -> line(20, entry.name(), entry.description()))
          .toList();
    }

    @Override
    List<Map<String, Object>> facts() {
      return Optimizers.all().stream().map(Listing::facts).toList();
    }
  },
  recipes {
    @Override
    List<String> lines() {
      return Recipes.all().stream()
          .map(recipe -> line(20, recipe.name(), recipe.description()))
          .toList();
    }

    @Override
    List<Map<String, Object>> facts() {
      return Recipes.all().stream().map(Listing::facts).toList();
    }
  };

  /** Returns a line an entry: its name, then what it is. */
  abstract List<String> lines();

  /** Returns what is known of each entry, by name. */
  abstract List<Map<String, Object>> facts();

  private static String line(int width, String name, String description) {
    return String.format(Locale.ROOT, "%-" + width + "s %s", name, description);
  }

  private static String task(ModelCard card) {
    return card.task().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> named(String name, String description) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("description", description);
    return facts;
  }

  private static Map<String, Object> facts(ModelCard card) {
    Map<String, Object> facts = named(card.name(), card.description());
    facts.put("task", task(card));
    facts.put("parameters", card.parameters());
    facts.put("classes", card.classes());
    facts.put("gflops", card.gflops());
    facts.put("licence", card.licence());
    facts.put("weights", card.weights().stream().map(CardWeights::name).toList());
    return facts;
  }

  private static Map<String, Object> facts(DatasetEntry<?> entry) {
    Map<String, Object> facts = named(entry.name(), entry.description());
    facts.put("task", Datasets.ofObjects().contains(entry) ? "objects" : "classes");
    entry.classes().ifPresent(count -> facts.put("classes", count));
    facts.put("images", entry.images());
    facts.put("licence", entry.licence());
    facts.put("homepage", entry.homepage());
    facts.put("layout", entry.layout());
    facts.put("download", !entry.archives().isEmpty());
    return facts;
  }

  private static Map<String, Object> facts(Optimizers.Entry entry) {
    Map<String, Object> facts = named(entry.name(), entry.description());
    OptimizerSettings defaults = entry.defaults();
    facts.put("lr", defaults.learningRate());
    facts.put("weight-decay", defaults.weightDecay());
    facts.put(
        "options",
        entry.options().stream().map(option -> option.name().toLowerCase(Locale.ROOT)).toList());
    return facts;
  }

  private static Map<String, Object> facts(Recipes.Recipe recipe) {
    Map<String, Object> facts = named(recipe.name(), recipe.description());
    facts.put("settings", new TreeMap<>(recipe.values()));
    return facts;
  }
}
