package io.finetune.block;

import static io.finetune.block.ResNetSpec.Stem.CIFAR;
import static io.finetune.block.ResNetSpec.Stem.IMAGENET;
import static io.finetune.block.ResNetSpec.basic;
import static io.finetune.block.ResNetSpec.bottleneck;

import io.finetune.Names;
import java.util.List;

/** The backbones that can be built, one a line. */
public final class Backbones {

  private static final List<Backbone> ALL =
      List.of(
          new Backbone("resnet18", basic(IMAGENET, 64, 2, 2, 2, 2)),
          new Backbone("resnet34", basic(IMAGENET, 64, 3, 4, 6, 3)),
          new Backbone("resnet50", bottleneck(IMAGENET, 1, 64, 3, 4, 6, 3)),
          new Backbone("resnet101", bottleneck(IMAGENET, 1, 64, 3, 4, 23, 3)),
          new Backbone("resnet152", bottleneck(IMAGENET, 1, 64, 3, 8, 36, 3)),
          new Backbone("resnext50_32x4d", bottleneck(IMAGENET, 32, 4, 3, 4, 6, 3)),
          new Backbone("resnext101_32x4d", bottleneck(IMAGENET, 32, 4, 3, 4, 23, 3)),
          new Backbone("resnext101_64x4d", bottleneck(IMAGENET, 64, 4, 3, 4, 23, 3)),
          new Backbone("resnext101_32x8d", bottleneck(IMAGENET, 32, 8, 3, 4, 23, 3)),
          new Backbone("wide_resnet50_2", bottleneck(IMAGENET, 1, 128, 3, 4, 6, 3)),
          new Backbone("resnet20_cifar", basic(CIFAR, 16, 3, 3, 3)),
          new Backbone("resnet32_cifar", basic(CIFAR, 16, 5, 5, 5)),
          new Backbone("resnet44_cifar", basic(CIFAR, 16, 7, 7, 7)),
          new Backbone("resnet56_cifar", basic(CIFAR, 16, 9, 9, 9)),
          new Backbone("resnet18_cifar", basic(CIFAR, 64, 2, 2, 2, 2)),
          new Backbone("resnet34_cifar", basic(CIFAR, 64, 3, 4, 6, 3)),
          new Backbone("resnet50_cifar", bottleneck(CIFAR, 1, 64, 3, 4, 6, 3)));

  private Backbones() {}

  /**
   * A backbone by name.
   *
   * @param name its name, torchvision's where torchvision has it
   * @param spec its numbers
   */
  public record Backbone(String name, ResNetSpec spec) {}

  /**
   * Lists the backbones.
   *
   * @return all, in the order of the table
   */
  public static List<Backbone> all() {
    return ALL;
  }

  /**
   * Finds a backbone.
   *
   * @param name its name
   * @return the line of the table
   * @throws io.finetune.FinetuneException if there is none; the message lists the valid names
   */
  public static Backbone get(String name) {
    return Names.find("model", name, ALL, Backbone::name);
  }
}
