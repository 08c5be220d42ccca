package io.finetune.cli;

import io.finetune.card.ModelCard;
import io.finetune.card.ModelCards;
import io.finetune.data.DatasetEntry;
import io.finetune.data.Datasets;
import io.finetune.optim.Optimizers;
import io.finetune.run.Setting;
import io.finetune.run.Settings;
import java.util.Iterator;
import java.util.List;

/** What a shell may complete a flag's value to: the names of the tables. */
final class TableNames {

  private TableNames() {}

  /** The datasets; those that take a folder end in a colon. */
  static final class OfDatasets implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return datasets().iterator();
    }
  }

  private static List<String> datasets() {
    return Datasets.all().stream().map(TableNames::dataset).toList();
  }

  private static String dataset(DatasetEntry<?> entry) {
    return entry.argument() == DatasetEntry.Argument.FOLDER ? entry.name() + ":" : entry.name();
  }

  /** Returns the values that a setting takes; none where they cannot be listed. */
  static List<String> of(Setting<?> setting) {
    if (setting.equals(Settings.MODEL_NAME)) {
      return ModelCards.all().stream().map(ModelCard::name).toList();
    }
    if (setting.equals(Settings.DATASET)) {
      return datasets();
    }
    if (setting.equals(Settings.OPTIMIZER_NAME)) {
      return Optimizers.all().stream().map(Optimizers.Entry::name).toList();
    }
    return setting.hint().contains("|") ? List.of(setting.hint().split("\\|")) : List.of();
  }
}
