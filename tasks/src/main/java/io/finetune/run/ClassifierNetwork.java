package io.finetune.run;

import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import io.finetune.block.ResNetSpec;

/**
 * A classifier's network as settings describe it; training and what uses the trained build the
 * same.
 *
 * @param spec the numbers of its backbone
 * @param style norm and weight standardization of its convolutions
 * @param network the network, not initialised
 */
public record ClassifierNetwork(ResNetSpec spec, ConvStyle style, Classifier network) {

  /**
   * Constructs a network, not yet initialised.
   *
   * @param choices model, norm, norm-eps and weight-standardization
   * @param classes the dataset's classes
   * @return the network
   * @throws io.finetune.FinetuneException if there is no such model
   */
  public static ClassifierNetwork of(Choices choices, int classes) {
    ResNetSpec spec = Backbones.get(choices.get(Settings.MODEL_NAME)).spec();
    ConvStyle style = Sources.style(choices);
    return new ClassifierNetwork(spec, style, new Classifier(new ResNet(spec, style), classes));
  }
}
