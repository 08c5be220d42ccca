package io.finetune.card;

import io.finetune.FinetuneException;
import io.finetune.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The models there are cards for. Each is one YAML file beside this class. */
public final class ModelCards {

  private static final List<String> NAMES =
      List.of(
          "resnet18",
          "resnet34",
          "resnet50",
          "resnet101",
          "resnet152",
          "resnext50_32x4d",
          "resnext101_32x4d",
          "resnext101_64x4d",
          "resnext101_32x8d",
          "wide_resnet50_2",
          "resnet20_cifar",
          "resnet32_cifar",
          "resnet44_cifar",
          "resnet56_cifar",
          "resnet18_cifar",
          "resnet34_cifar",
          "resnet50_cifar",
          "fasterrcnn_resnet18_fpn",
          "fasterrcnn_resnet34_fpn",
          "fasterrcnn_resnet50_fpn",
          "fasterrcnn_resnet101_fpn",
          "fasterrcnn_resnext101_32x4d_fpn",
          "fasterrcnn_resnext101_64x4d_fpn",
          "maskrcnn_resnet18_fpn",
          "maskrcnn_resnet34_fpn",
          "maskrcnn_resnet50_fpn",
          "maskrcnn_resnet101_fpn",
          "maskrcnn_resnext101_32x4d_fpn",
          "maskrcnn_resnext101_64x4d_fpn");

  private ModelCards() {}

  /** Read on first use, all at once: a card that is wrong shows whichever is asked for. */
  private static final class Table {
    static final List<ModelCard> CARDS = NAMES.stream().map(ModelCards::read).toList();
  }

  /**
   * Lists the cards.
   *
   * @return all, in the order of the table
   */
  public static List<ModelCard> all() {
    return Table.CARDS;
  }

  /**
   * Lists the cards of classifiers.
   *
   * @return those without the detectors, in the order of the table
   */
  public static List<ModelCard> classifiers() {
    return all().stream().filter(card -> card.task() == ModelCard.Task.CLASSIFICATION).toList();
  }

  /**
   * Lists the cards of detectors.
   *
   * @return those that find objects, with masks or without, in the order of the table
   */
  public static List<ModelCard> detectors() {
    return all().stream().filter(card -> card.task() != ModelCard.Task.CLASSIFICATION).toList();
  }

  /**
   * Follows a reference to a backbone's weights.
   *
   * @param weights of any card
   * @return the backbone's own for {@link CardWeights.Kind#BACKBONE}, others as they are
   * @throws FinetuneException if there is no such card or it has no such weights
   */
  public static CardWeights file(CardWeights weights) {
    if (weights.kind() != CardWeights.Kind.BACKBONE) {
      return weights;
    }
    String[] names = weights.location().split("/", 2);
    return get(names[0]).weights(names[1]);
  }

  /**
   * Finds a card.
   *
   * @param name the model's name
   * @return its card
   * @throws FinetuneException if there is none; the message has the nearest and all valid names
   */
  public static ModelCard get(String name) {
    return Names.find("model", name, all(), ModelCard::name);
  }

  /**
   * Opens the weights that ship with a card.
   *
   * @param name the model's name
   * @return the file's bytes, to be closed by the caller; empty if none ship
   * @throws FinetuneException if there is no such card
   */
  public static Optional<InputStream> shipped(String name) {
    return get(name).weights().stream()
        .filter(weights -> weights.kind() == CardWeights.Kind.SHIPPED)
        .findFirst()
        .map(weights -> ModelCards.class.getResourceAsStream(weights.location()));
  }

  private static ModelCard read(String name) {
    String file = name + ".yaml";
    try (InputStream in = ModelCards.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new FinetuneException(
            "the card " + file + " is not beside " + ModelCards.class.getName() + "; build again");
      }
      ModelCard card =
          ModelCardReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (!card.name().equals(name)) {
        throw new FinetuneException(file + ": name is " + card.name() + ", expected " + name);
      }
      return card;
    } catch (IOException e) {
      throw new FinetuneException("cannot read the card " + file + ": " + e.getMessage(), e);
    }
  }
}
