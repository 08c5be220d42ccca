package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.finetune.WeightException;
import io.finetune.block.Backbones;
import io.finetune.block.ConvStyle;
import io.finetune.block.ResNet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GluonNamesTest {

  private static Tensor tensor(long... shape) {
    return new Tensor(TensorType.F32, shape, ByteBuffer.allocate(4));
  }

  /** The parameters of the Mask R-CNN in DJL's zoo, in the order of its symbol file. */
  private static List<String> zooNames() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                GluonNamesTest.class.getResourceAsStream("mask_rcnn_resnet18_v1b_names.txt"),
                StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  @Test
  void theZoosMaskRcnnHoldsEveryTensorOfOurResNet18() throws IOException {
    Map<String, Tensor> zoo = new LinkedHashMap<>();
    zooNames().forEach(name -> zoo.put(name, tensor(1)));
    Set<String> renamed = new TreeSet<>(GluonNames.toTorchvision(zoo).keySet());
    assertEquals(115, zoo.size());
    assertEquals(zoo.size(), renamed.size());
    ResNet ours = new ResNet(Backbones.get("resnet18").spec(), ConvStyle.BATCH);
    List<String> wanted = new ArrayList<>();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      ours.initialize(manager);
      ours.state().keySet().stream()
          .filter(name -> !name.endsWith("num_batches_tracked"))
          .forEach(wanted::add);
    }
    assertEquals(100, wanted.size());
    assertTrue(renamed.containsAll(wanted), () -> "missing of " + wanted + " in " + renamed);
    renamed.removeAll(wanted);
    assertTrue(
        renamed.stream().allMatch(name -> name.startsWith("maskrcnn0_")), renamed.toString());
  }

  @Test
  void aBottleneckHasThreeConvolutions() {
    Map<String, Tensor> names = new LinkedHashMap<>();
    names.put("net_resnetv1b_layers3_conv0_weight", tensor(1, 1, 1, 1));
    names.put("net_resnetv1b_layers3_conv5_weight", tensor(1));
    names.put("net_resnetv1b_layers3_batchnorm4_gamma", tensor(1));
    names.put("net_resnetv1b_dense0_bias", tensor(1));
    assertEquals(
        List.of("layer3.0.conv1.weight", "layer3.1.conv3.weight", "layer3.1.bn2.weight", "fc.bias"),
        List.copyOf(GluonNames.toTorchvision(names).keySet()));
  }

  @Test
  void twoNetworksInAFileAreNotMixedAndAbsurdNumbersAreNoNames() {
    Map<String, Tensor> names = new LinkedHashMap<>();
    names.put("student_resnetv1b_conv0_weight", tensor(1));
    names.put("resnetv1b_conv99999999999_weight", tensor(1));
    assertEquals(
        List.of("conv1.weight", "resnetv1b_conv99999999999_weight"),
        List.copyOf(GluonNames.toTorchvision(names).keySet()));
    names.put("teacher_resnetv1b_conv0_weight", tensor(1));
    WeightException e = assertThrows(WeightException.class, () -> GluonNames.toTorchvision(names));
    assertTrue(e.getMessage().contains("teacher_resnetv1b_conv0_weight"), e.getMessage());
  }

  @Test
  void otherWeightsStayAsTheyAre() {
    Map<String, Tensor> names = Map.of("layer1.0.conv1.weight", tensor(1));
    assertSame(names, GluonNames.toTorchvision(names));
  }
}
