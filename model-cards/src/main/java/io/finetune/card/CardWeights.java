package io.finetune.card;

import static io.finetune.card.ModelCard.require;

import java.util.List;
import java.util.Optional;

/**
 * One file of pretrained weights.
 *
 * @param name short, unique in the card
 * @param kind how it is got
 * @param location where it is, see {@link Kind}
 * @param hub the repository on the Hugging Face Hub that holds the same weights, where there is one
 * @param sha256Prefix the first hexadecimal digits of the file's SHA-256, all 64 at most, where
 *     published; torchvision has the first eight in the file name
 * @param trainedOn the dataset
 * @param resize the shorter side in pixels these weights want, where it is not the card's
 * @param normEps what the frozen batch norms these weights were trained with add to the variance,
 *     where it is not 1e-5
 * @param loads beginnings of the names of parameters that the file fills, where it does not fill
 *     the whole network
 * @param fresh beginnings of the names that stay as initialised; of a whole network's weights the
 *     predictors, if made for other classes, are not named here
 */
public record CardWeights(
    String name,
    Kind kind,
    String location,
    Optional<String> hub,
    Optional<String> sha256Prefix,
    String trainedOn,
    Optional<Integer> resize,
    Optional<Double> normEps,
    List<String> loads,
    List<String> fresh) {

  /** How weights are got. */
  public enum Kind {
    /** In the project itself; the location is a class path resource. */
    SHIPPED,
    /** Downloaded; the location is an https address. */
    URL,
    /** From DJL's model zoo; the location is a djl:// address. */
    DJL,
    /** Those of a detector's backbone; the location is CARD/WEIGHTS, by their names. */
    BACKBONE
  }

  /** Copies the lists and checks the location and the checksum. */
  public CardWeights {
    loads = List.copyOf(loads);
    fresh = List.copyOf(fresh);
    switch (kind) {
      case URL ->
          require(location.startsWith("https://"), "location", location, "an https:// address");
      case DJL -> require(location.startsWith("djl://"), "location", location, "a djl:// address");
      case SHIPPED -> require(location.startsWith("/"), "location", location, "a resource from /");
      case BACKBONE ->
          require(location.matches("\\w+/\\w+"), "location", location, "CARD/WEIGHTS, by name");
    }
    hub.ifPresent(id -> require(id.matches("[\\w.-]+/[\\w.-]+"), "hub", id, "OWNER/NAME"));
    sha256Prefix.ifPresent(
        digits ->
            require(
                digits.matches("[0-9a-f]{8,64}"),
                "sha256_prefix",
                digits,
                "8 to 64 lower-case hexadecimal digits"));
    normEps.ifPresent(eps -> require(eps >= 0, "norm_eps", eps, "0 or more"));
    require(loads.isEmpty() == fresh.isEmpty(), "loads", loads, "given where fresh is, only there");
  }
}
