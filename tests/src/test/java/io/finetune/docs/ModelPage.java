package io.finetune.docs;

import io.finetune.card.CardWeights;
import io.finetune.card.ModelCard;
import io.finetune.card.ModelCard.Architecture;
import io.finetune.card.ModelCard.Sizing;
import io.finetune.card.ModelCards;
import io.finetune.card.PublishedResult;
import io.finetune.card.PublishedResult.Score;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** docs/models.md, from the cards. */
final class ModelPage {

  private static final String INTRODUCTION =
      """
      # Models

      <!-- Made from the cards in model-cards by GeneratedPagesTest; edit those. -->

      `finetune list models` shows the names; a card is one YAML file in
      `model-cards/src/main/resources/io/finetune/card`.

      Parameters are those that are trained, with the head that the weights have. Multiply-adds are counted
      over the blocks (convolutions and fully connected layers) of one image: at the crop size for a
      classifier; at 800x800 pixels with 1000 proposals, and before any mask is drawn, for a detector. They
      are torchvision's published numbers wherever it publishes one.

      A checksum is the beginning of the file's SHA-256 as torchvision has it in the file's name, and is
      compared at every download; the files themselves were not fetched when the cards were written. Where
      none is published the card says so: such weights are **unverified**. Results are copied from their
      source; only those of "this project" were reached with this toolkit.
      """;

  private ModelPage() {}

  static String text() {
    Markdown page = new Markdown().line(INTRODUCTION);
    table(page, "Classifiers", ModelCards.classifiers());
    table(page, "Detectors", ModelCards.detectors());
    ModelCards.all().forEach(card -> card(page, card));
    return page.toString();
  }

  private static void table(Markdown page, String title, List<ModelCard> cards) {
    page.paragraph("## " + title);
    page.heading(List.of("model", "parameters", "10^9 multiply-adds", "image", "weights"));
    for (ModelCard card : cards) {
      page.row(
          List.of(
              "[" + card.name() + "](#" + card.name() + ")",
              String.format(Locale.ROOT, "%,d", card.parameters()),
              number(card.gflops()),
              size(card.preprocessing().sizing()),
              names(card.weights())));
    }
    page.line("");
  }

  private static String names(List<CardWeights> weights) {
    return weights.isEmpty()
        ? "none"
        : String.join(", ", weights.stream().map(each -> "`" + each.name() + "`").toList());
  }

  private static void card(Markdown page, ModelCard card) {
    page.paragraph("## " + card.name());
    page.paragraph(card.description());
    page.line("- Architecture: " + architecture(card.architecture()) + ".");
    page.line("- Introduced in: [" + card.paper().title() + "](" + card.paper().url() + ").");
    page.line("- Preprocessing: " + preprocessing(card.preprocessing()) + ".");
    page.line("- Licence: " + card.licence() + ".");
    page.line("- Begin with: " + recipe(card.recipe()) + ".");
    card.limits().forEach(limit -> page.line("- Limit: " + limit));
    page.line("");
    if (!card.weights().isEmpty()) {
      page.heading(List.of("weights", "trained on", "from", "checksum"));
      card.weights().forEach(weights -> page.row(row(weights)));
      page.line("");
    }
    if (!card.results().isEmpty()) {
      page.heading(List.of("result", "on", "with", "source"));
      card.results().forEach(result -> page.row(row(result)));
      page.line("");
    }
  }

  private static List<String> row(CardWeights weights) {
    String from =
        switch (weights.kind()) {
          case SHIPPED -> "this project";
          case URL -> "<" + weights.location() + ">";
          case DJL -> "`" + weights.location() + "`";
          case BACKBONE -> "`" + weights.location() + "`, the backbone alone";
        };
    String checksum =
        ModelCards.file(weights)
            .sha256Prefix()
            .map(digits -> "`" + digits.substring(0, 8) + "`")
            .orElse("none published: unverified");
    return List.of("`" + weights.name() + "`", weights.trainedOn(), from, checksum);
  }

  private static List<String> row(PublishedResult result) {
    List<String> with = new ArrayList<>();
    result.weights().ifPresent(name -> with.add("`" + name + "`"));
    result.note().ifPresent(with::add);
    return List.of(
        score(result.score()), result.dataset(), String.join("; ", with), result.source());
  }

  private static String score(Score score) {
    if (score instanceof Score.Accuracy accuracy) {
      return "top-1 "
          + number(accuracy.top1())
          + accuracy.top5().map(top5 -> ", top-5 " + number(top5)).orElse("");
    }
    Score.Precision precision = (Score.Precision) score;
    Optional<Double> mask = precision.mask();
    return "AP^b " + number(precision.box()) + mask.map(ap -> ", AP^m " + number(ap)).orElse("");
  }

  private static String architecture(Architecture architecture) {
    if (architecture instanceof Architecture.Residual residual) {
      return residual.blocks() + "; " + residual.stem();
    }
    Architecture.Detector detector = (Architecture.Detector) architecture;
    return String.join(
        "; ", "backbone `" + detector.backbone() + "`", detector.neck(), detector.heads());
  }

  private static String preprocessing(ModelCard.Preprocessing steps) {
    String sizing =
        steps.sizing() instanceof Sizing.Crop crop
            ? "shorter side to " + crop.resize() + ", centre crop of " + crop.crop()
            : "short side to " + size(steps.sizing());
    return sizing
        + ", "
        + steps.interpolation().name().toLowerCase(Locale.ROOT)
        + "; mean "
        + steps.mean()
        + ", deviation "
        + steps.std();
  }

  private static String size(Sizing sizing) {
    return sizing instanceof Sizing.Crop crop
        ? Integer.toString(crop.crop())
        : ((Sizing.Whole) sizing).shortSide()
            + ", long side at most "
            + ((Sizing.Whole) sizing).longSide();
  }

  private static String recipe(ModelCard.Recipe recipe) {
    return "`"
        + recipe.optimizer()
        + "`, rate "
        + number(recipe.learningRate())
        + ", decay "
        + number(recipe.weightDecay())
        + ", batch "
        + recipe.batch()
        + ", "
        + recipe.epochs()
        + " epochs"
        + recipe.schedule().map(schedule -> ", " + schedule).orElse("")
        + " ("
        + recipe.note()
        + ")";
  }

  /** As short as it is written in the card. */
  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
