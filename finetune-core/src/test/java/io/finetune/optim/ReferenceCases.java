package io.finetune.optim;

import com.google.gson.JsonObject;

/** Builds the optimizer that a reference case names. */
final class ReferenceCases {

  private ReferenceCases() {}

  static CentralizedBuilder<?> builder(JsonObject one) {
    String name = one.get("optimizer").getAsString();
    JsonObject options = one.getAsJsonObject("options");
    CentralizedBuilder<?> builder = named(name, options);
    builder.optLearningRate(options.get("lr").getAsDouble());
    builder.optWeightDecay(number(options, "weight_decay", 0));
    builder.optCentralization(centralization(name, options));
    if (one.has("lookahead")) {
      JsonObject lookahead = one.getAsJsonObject("lookahead");
      builder.optLookahead(
          new Lookahead(lookahead.get("k").getAsInt(), lookahead.get("alpha").getAsDouble())
              .asPublished());
    }
    return builder;
  }

  private static CentralizedBuilder<?> named(String name, JsonObject options) {
    String prefix = name.substring(0, name.indexOf('.'));
    String algorithm = name.substring(prefix.length() + 1).split("_", -1)[0];
    CentralizationTarget target = target(name, algorithm, options);
    return switch (algorithm) {
      case "SGD", "SGDW" ->
          SgdGc.builder()
              .optMomentum(number(options, "momentum", 0))
              .optDampening(number(options, "dampening", 0))
              .optNesterov(flag(options, "nesterov"))
              .optDecoupled(algorithm.equals("SGDW"));
      case "Adam" -> moments(adam(AdamGc.builder(), prefix, options), options).optTarget(target);
      case "AdamW" ->
          moments(adam(AdamGc.decoupledBuilder(), prefix, options), options).optTarget(target);
      case "Adagrad" ->
          AdagradGc.builder()
              .optLearningRateDecay(number(options, "lr_decay", 0))
              .optInitialAccumulator(number(options, "initial_accumulator_value", 0))
              .optEpsilon(number(options, "eps", 1e-10));
      case "RAdam" ->
          moments(RadamGc.builder().asPublished(), options)
              .optAliasedMoment(prefix.equals("lib"))
              .optTarget(target);
      case "PlainRAdam" -> moments(RadamGc.builder().asPublishedPlain(), options).optTarget(target);
      case "Ranger" ->
          moments(RadamGc.rangerBuilder().asPublished(), options)
              .optAliasedMoment(prefix.equals("lib"))
              .optTarget(target)
              .optLookahead(
                  new Lookahead((int) number(options, "k", 6), number(options, "alpha", 0.5)));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static AdamGc.Builder adam(AdamGc.Builder builder, String prefix, JsonObject options) {
    builder.optAmsgrad(flag(options, "amsgrad"));
    return switch (prefix) {
      case "paper" -> builder.asPublished();
      case "lib" -> builder.asPublishedLibrary();
      default -> builder;
    };
  }

  private static <B extends MomentBuilder<B>> B moments(B builder, JsonObject options) {
    if (options.has("betas")) {
      builder.optBeta1(options.getAsJsonArray("betas").get(0).getAsDouble());
      builder.optBeta2(options.getAsJsonArray("betas").get(1).getAsDouble());
    }
    if (options.has("eps")) {
      builder.optEpsilon(options.get("eps").getAsDouble());
    }
    return builder;
  }

  private static Centralization centralization(String name, JsonObject options) {
    if (name.contains("_GCC") || (flag(options, "use_gc") && flag(options, "gc_conv_only"))) {
      return Centralization.CONV_ONLY;
    }
    return name.contains("_GC") || flag(options, "use_gc")
        ? Centralization.ALL
        : Centralization.NONE;
  }

  private static CentralizationTarget target(String name, String algorithm, JsonObject options) {
    boolean byDefault =
        !name.endsWith("2") && (!name.startsWith("lib") || "AdamW".equals(algorithm));
    boolean gradient = options.has("gc_loc") ? options.get("gc_loc").getAsBoolean() : byDefault;
    return gradient ? CentralizationTarget.GRADIENT : CentralizationTarget.UPDATE;
  }

  private static double number(JsonObject options, String key, double otherwise) {
    return options.has(key) ? options.get(key).getAsDouble() : otherwise;
  }

  private static boolean flag(JsonObject options, String key) {
    return options.has(key) && options.get(key).getAsBoolean();
  }
}
