package io.finetune.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.finetune.card.ModelCards;
import io.finetune.data.Dataset;
import io.finetune.data.DatasetOptions;
import io.finetune.data.Datasets;
import io.finetune.data.Split;
import io.finetune.endtoend.Runs;
import io.finetune.run.Finetune;
import io.finetune.run.RunResult;
import io.finetune.run.Settings;
import io.finetune.weight.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java of the pages is Java that runs, word for word between two lines of its source. */
class DocumentedCodeTest {

  @TempDir Path folder;

  static Stream<Arguments> examples() {
    return Stream.of(
        Arguments.of("README.md", GradientCentralizationExample.class),
        Arguments.of("docs/api.md", WatchedRunExample.class),
        Arguments.of("docs/api.md", OwnDatasetExample.class),
        Arguments.of("docs/api.md", WeightsExample.class),
        Arguments.of("docs/api.md", OwnLoopExample.class));
  }

  @ParameterizedTest(name = "{1} in {0}")
  @MethodSource("examples")
  void thePageShowsTheExample(String page, Class<?> example) throws IOException {
    Path file = Path.of("src/test/java", example.getName().replace('.', '/') + ".java");
    String source = Files.readString(file).replace("\r\n", "\n");
    int begin = source.indexOf("// docs begin\n") + "// docs begin\n".length();
    int end = source.lastIndexOf('\n', source.indexOf("// docs end"));
    String shown = source.substring(begin, end).stripTrailing().stripIndent();
    String text = Files.readString(Path.of("..", page)).replace("\r\n", "\n");
    String marker = "<!-- " + example.getName() + " -->\n```java\n";
    assertTrue(text.contains(marker + shown + "\n```"), page + " should have\n" + marker + shown);
  }

  @Test
  void aTrainingOfDjlsCentralizes() {
    try (Model model = Model.newInstance("linear", "PyTorch")) {
      Linear layer = Linear.builder().setUnits(2).optBias(false).build();
      model.setBlock(layer);
      try (Trainer trainer =
          model.newTrainer(GradientCentralizationExample.config(Loss.l2Loss()))) {
        trainer.initialize(new Shape(4, 3));
        NDArray weight = layer.getDirectParameters().get("weight").getArray();
        float[] before = weight.toFloatArray();
        float[] means = weight.mean(new int[] {1}).toFloatArray();
        NDList inputs = new NDList(trainer.getManager().arange(12f).reshape(4, 3));
        NDList labels = new NDList(trainer.getManager().ones(new Shape(4, 2)));
        try (GradientCollector collector = trainer.newGradientCollector()) {
          collector.backward(trainer.getLoss().evaluate(labels, trainer.forward(inputs)));
        }
        trainer.step();
        assertFalse(Arrays.equals(before, weight.toFloatArray()), "a step changes the weights");
        assertArrayEquals(means, weight.mean(new int[] {1}).toFloatArray(), 1e-5f);
      }
    }
  }

  @Test
  void aRunIsWatchedStoppedAndResumed() throws IOException {
    RunResult result = WatchedRunExample.train(Runs.small(folder).set(Settings.EPOCHS, 2));
    assertFalse(result.interrupted());
    assertEquals(3, Files.readAllLines(result.directory().resolve("metrics.csv")).size());
  }

  @Test
  void aTableOfImagesIsADataset() throws IOException {
    List<OwnDatasetExample.Row> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Path image = folder.resolve(i + ".png");
      ImageIO.write(new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
      rows.add(new OwnDatasetExample.Row(image, i % 2));
    }
    Split<Integer> split = OwnDatasetExample.split(List.of("cat", "dog"), rows, rows);
    RunResult result =
        Finetune.model("resnet20_cifar")
            .dataset(split)
            .set(Settings.WEIGHTS, "none")
            .set(Settings.EPOCHS, 1)
            .set(Settings.IMAGE_SIZE, 16)
            .set(Settings.RESIZE, 16)
            .set(Settings.RUNS, folder.toString())
            .run();
    assertTrue(result.metrics().containsKey("top1"));
  }

  @Test
  void aCheckpointLosesItsHead() throws IOException {
    Path head = folder.resolve("with.safetensors");
    try (InputStream shipped = ModelCards.shipped("resnet20_cifar").orElseThrow()) {
      Files.copy(shipped, head);
    }
    Path body = folder.resolve("without.safetensors");
    WeightsExample.convert(head, body);
    Set<String> expected = new HashSet<>(Weights.read(head).tensors().keySet());
    assertTrue(expected.removeAll(Set.of("fc.weight", "fc.bias")));
    assertEquals(expected, Weights.read(body).tensors().keySet());
  }

  @Test
  void aLoopOfOnesOwnLearns() {
    Dataset<Integer> images = Datasets.open("cifar100_fine", DatasetOptions.shipped()).train();
    double chance = Math.log(images.classes().size());
    double loss = OwnLoopExample.epoch(images, 32);
    assertTrue(loss > 0 && loss < chance + 0.3, "mean loss " + loss + " against " + chance);
  }
}
