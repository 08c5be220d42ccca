package io.finetune.run;

import io.finetune.Names;
import io.finetune.block.Backbones;
import io.finetune.detection.Detectors;
import java.util.List;
import java.util.stream.Stream;

/** The names of everything that can be trained: classifiers and detectors. */
final class Models {

  private static final List<String> NAMES =
      Stream.concat(
              Backbones.all().stream().map(Backbones.Backbone::name),
              Detectors.all().stream().map(Detectors.Detector::name))
          .toList();

  private Models() {}

  /**
   * Checks a name.
   *
   * @param name what a user gave
   * @return the name
   * @throws io.finetune.FinetuneException if there is no such model; the message has the nearest
   *     and all valid names
   */
  static String named(String name) {
    return Names.find("model", name, NAMES, each -> each);
  }

  /** Whether a model finds objects, in contrast to naming whole images. */
  static boolean detects(String name) {
    return Detectors.all().stream().anyMatch(each -> each.name().equals(name));
  }
}
