package io.finetune.run;

import io.finetune.WeightException;
import io.finetune.card.CardWeights;
import io.finetune.card.ModelCards;
import io.finetune.download.Checksum;
import io.finetune.weight.LoadReport;
import io.finetune.weight.WeightSource;
import io.finetune.weight.WeightSources;
import io.finetune.weight.Weights;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What {@code --weights} means for a model: where a run's first weights come from. */
final class InitialWeights {

  private static final String DEFAULT = "default";

  private final String text;
  private final WeightSource source;
  private final Optional<CardWeights> known;

  private InitialWeights(String text, WeightSource source, Optional<CardWeights> known) {
    this.text = text;
    this.source = source;
    this.known = known;
  }

  /**
   * Finds out what a text means; nothing is fetched.
   *
   * @param model the model's name
   * @param text {@code default} for the first weights of the model's card, the name of others in
   *     it, or what {@link WeightSource#parse} takes
   * @throws WeightException if the card has none or the text is no source
   */
  static InitialWeights of(String model, String text) {
    List<CardWeights> card = ModelCards.get(model).weights();
    Optional<CardWeights> named =
        text.equals(DEFAULT)
            ? Optional.of(first(model, card))
            : card.stream().filter(weights -> weights.name().equals(text)).findFirst();
    if (named.isPresent()) {
      return new InitialWeights(text, source(model, ModelCards.file(named.get())), named);
    }
    WeightSource source = WeightSource.parse(text, model);
    return new InitialWeights(
        text, source, card.stream().filter(weights -> isOf(weights, source, text)).findFirst());
  }

  private static CardWeights first(String model, List<CardWeights> card) {
    if (card.isEmpty()) {
      throw new WeightException(
          "no pretrained weights are known for "
              + model
              + ": give a file with --weights, or train from scratch with --weights none");
    }
    return card.get(0);
  }

  private static WeightSource source(String model, CardWeights weights) {
    return switch (weights.kind()) {
      case SHIPPED -> new WeightSource.Shipped(model);
      case DJL -> WeightSource.parse(weights.location(), model);
      case URL ->
          new WeightSource.Remote(
              URI.create(weights.location()),
              weights.sha256Prefix().map(Checksum::sha256).orElse(Checksum.unknown()));
      case BACKBONE -> throw new AssertionError(weights);
    };
  }

  /** Whether a source is a card's: by address, or a local file by torchvision's file name. */
  private static boolean isOf(CardWeights weights, WeightSource source, String text) {
    return switch (weights.kind()) {
      case URL ->
          source instanceof WeightSource.Local local
              ? weights.location().endsWith("/" + local.path().getFileName())
              : text.equals(weights.location());
      case DJL -> isSameArtifact(source, WeightSource.parse(weights.location(), ""));
      case SHIPPED, BACKBONE -> false;
    };
  }

  /** An address without version and name is the one artifact that is there. */
  private static boolean isSameArtifact(WeightSource source, WeightSource card) {
    return source instanceof WeightSource.DjlZoo given
        && card instanceof WeightSource.DjlZoo known
        && given.group().equals(known.group())
        && given.artifact().equals(known.artifact())
        && (given.name() == null || given.name().equals(known.name()));
  }

  /**
   * Tells what the norms of these weights add to the variance: what the model's card says, or the
   * metadata of a checkpoint of ours.
   *
   * @return the eps; empty if nothing says one
   */
  Optional<Double> normEps() {
    Optional<Double> eps = known.flatMap(CardWeights::normEps);
    if (eps.isEmpty() && source instanceof WeightSource.Local local && Files.exists(local.path())) {
      return ModelFacts.setting(Weights.read(local.path()).metadata(), Settings.NORM_EPS);
    }
    return eps;
  }

  /** Where they come from. */
  WeightSource source() {
    return source;
  }

  /**
   * Fetches and reads the weights.
   *
   * @param sources fetches and reads
   * @param put puts them into the network and says what it took
   * @return what was loaded from where, for people
   */
  String load(WeightSources sources, Function<Weights, LoadReport> put) {
    return sources
        .read(source)
        .map(weights -> describe() + ": " + put.apply(weights))
        .orElse("none, random initial values");
  }

  private String describe() {
    return known
        .filter(weights -> text.equals(DEFAULT) || text.equals(weights.name()))
        .map(InitialWeights::ofCard)
        .orElse(text);
  }

  private static String ofCard(CardWeights weights) {
    String what =
        weights.kind() == CardWeights.Kind.BACKBONE ? " (" + weights.location() + ")" : "";
    return weights.name() + what + " of the model's card";
  }
}
