package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.finetune.block.Backbones;
import io.finetune.block.Classifier;
import io.finetune.block.ConvStyle;
import io.finetune.block.Norm;
import io.finetune.block.ResNet;
import io.finetune.block.ResNetSpec;
import io.finetune.run.ClassifierNetwork;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network of the table is told whole: each of its tensors is used, and only those. */
class NetworkStepsTest {

  static Stream<String> models() {
    return Backbones.all().stream().map(Backbones.Backbone::name);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyTensorIsTold(String model) {
    check(model, ConvStyle.BATCH);
    check(model, new ConvStyle(new Norm(Norm.Kind.GROUP, 1e-5, 16), false));
  }

  private static void check(String model, ConvStyle style) {
    ResNetSpec spec = Backbones.get(model).spec();
    Classifier network = new Classifier(new ResNet(spec, style), 3);
    Names names = new Names();
    NetworkSteps.tell(new ClassifierNetwork(spec, style, network), NetworkInput.NORMALIZED, names);
    Set<String> expected =
        network.named().keySet().stream()
            .filter(name -> !name.endsWith("num_batches_tracked"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(expected, names.tensors);
  }

  /** Collects the names of the tensors. */
  private static final class Names implements Transcript {

    private final Set<String> tensors = new TreeSet<>();

    private String add(String module, String... tensorNames) {
      for (String name : tensorNames) {
        assertEquals(true, tensors.add(module + "." + name), module + " is told twice");
      }
      return module;
    }

    @Override
    public String normalization(String x, String name) {
      return add(name, "scale", "shift");
    }

    @Override
    public String convBatch(String x, Conv conv, String norm, double eps) {
      add(conv.name(), "weight");
      return add(norm, "weight", "bias", "running_mean", "running_var");
    }

    @Override
    public String convGroup(String x, Conv conv, String norm, int groups, double eps) {
      add(conv.name(), "weight");
      return add(norm, "weight", "bias");
    }

    @Override
    public String relu(String x, String name) {
      return name;
    }

    @Override
    public String sum(String x, String y, String name) {
      return name;
    }

    @Override
    public String maxPool(String x, String name) {
      return name;
    }

    @Override
    public String averagePool(String x, String name) {
      return name;
    }

    @Override
    public void output(String x, String name) {
      add(name, "weight", "bias");
    }
  }
}
