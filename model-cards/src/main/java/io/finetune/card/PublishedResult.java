package io.finetune.card;

import static io.finetune.card.ModelCard.require;

import java.util.Optional;

/**
 * A published result.
 *
 * @param dataset and its split
 * @param weights the name of the weights it was reached with, where they are in the card
 * @param note what else it depends on
 * @param score what was reached
 * @param source who published it, and where
 */
public record PublishedResult(
    String dataset, Optional<String> weights, Optional<String> note, Score score, String source) {

  /** What a model was measured by. */
  public sealed interface Score {

    /**
     * A classifier's.
     *
     * @param top1 accuracy in percent
     * @param top5 accuracy in percent
     */
    record Accuracy(double top1, Optional<Double> top5) implements Score {

      /** Checks the percentages. */
      public Accuracy {
        requirePercentage("top1", top1);
        top5.ifPresent(
            value -> require(value >= top1 && value <= 100, "top5", value, "top1 to 100"));
      }
    }

    /**
     * A detector's: COCO's average precision over overlaps from 0.5 to 0.95.
     *
     * @param box of boxes, AP^b, in percent
     * @param mask of masks, AP^m, in percent; absent without masks
     */
    record Precision(double box, Optional<Double> mask) implements Score {

      /** Checks the percentages. */
      public Precision {
        requirePercentage("box_ap", box);
        mask.ifPresent(value -> requirePercentage("mask_ap", value));
      }
    }

    private static void requirePercentage(String field, double value) {
      require(value >= 0 && value <= 100, field, value, "a percentage");
    }
  }
}
