package io.finetune.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.finetune.CheckpointException;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.data.ImageInputs;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.RgbImage;
import io.finetune.run.Choices;
import io.finetune.run.Choices.Origin;
import io.finetune.run.DetectorNetwork;
import io.finetune.run.Settings;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of random weights, whose four classes and background are about equally likely. */
class ObjectPredictorTest {

  private static final int CLASSES = 4;
  private static final Choices FEW =
      Choices.NONE
          .with(Settings.SCORE_THRESHOLD, 0.15, Origin.USER)
          .with(Settings.TEST_PROPOSALS, 40, Origin.USER)
          .with(Settings.DETECTIONS, 10, Origin.USER)
          .with(Settings.PRECISION, "fp32", Origin.USER)
          .with(Settings.THREADS, 1, Origin.USER)
          .with(Settings.WORKERS, 2, Origin.USER);

  @TempDir static Path folder;
  private static Path checkpoint;
  private static ImageInputs images;

  @BeforeAll
  static void make() throws IOException {
    checkpoint = folder.resolve("best.safetensors");
    weights(Map.of("preprocessing.min_size", "64", "preprocessing.max_size", "96"))
        .write(checkpoint);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve(i + ".png");
      ImageIO.write(noise(i), "png", file.toFile());
      files.add(file);
    }
    images = new ImageInputs(files);
  }

  /** A Faster R-CNN with the other box head, as a checkpoint. */
  private static Weights weights(Map<String, String> more) {
    Choices choices =
        Choices.NONE.withAll(
            Map.of(
                "model", "fasterrcnn_resnet18_fpn",
                "norm", "group",
                "norm-eps", "0.00001",
                "weight-standardization", "true",
                "box-head", "four_conv_fc"),
            Origin.USER);
    Map<String, String> metadata = new LinkedHashMap<>(more);
    metadata.put("model", "fasterrcnn_resnet18_fpn");
    metadata.put("dataset", "shapes");
    metadata.put("classes", "a\nb\nc\nd");
    metadata.put("setting.norm", "group");
    metadata.put("setting.weight-standardization", "true");
    metadata.put("setting.box-head", "four_conv_fc");
    Engine.getEngine("PyTorch").setRandomSeed(3);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      DetectorNetwork network = DetectorNetwork.of(choices, CLASSES);
      network.whole().initialize(manager);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      network.whole().state().forEach((name, array) -> tensors.put(name, Tensor.of(array)));
      return new Weights(tensors, metadata);
    }
  }

  private static BufferedImage noise(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 80; y += 8) {
      for (int x = 0; x < 100; x += 8) {
        int rgb = random.nextInt(0x1000000);
        for (int i = 0; i < 64 && y + i / 8 < 80 && x + i % 8 < 100; i++) {
          image.setRGB(x + i % 8, y + i / 8, rgb);
        }
      }
    }
    return image;
  }

  private static List<List<Detection>> found(Choices choices) {
    List<List<Detection>> found = new ArrayList<>();
    try (ObjectPredictor predictor = ObjectPredictor.load(Checkpoint.read(checkpoint), choices)) {
      predictor.predict(
          images,
          prediction -> {
            assertEquals(found.size(), prediction.index());
            assertEquals(images.files().get(found.size()), prediction.file());
            assertEquals(100, prediction.image().width());
            found.add(prediction.objects());
          });
    }
    return found;
  }

  @Test
  void objectsAreSoundAndBestFirst() {
    List<List<Detection>> found = found(FEW);
    assertEquals(images.size(), found.size());
    for (List<Detection> objects : found) {
      assertTrue(!objects.isEmpty() && objects.size() <= 10, objects.size() + " objects");
      double before = 1;
      for (Detection object : objects) {
        assertTrue(object.score() > 0.15 && object.score() <= before);
        before = object.score();
        assertTrue(object.label() >= 0 && object.label() < CLASSES);
        assertTrue(object.box().x() >= 0 && object.box().x2() <= 100 + 1e-3);
        assertTrue(object.box().y() >= 0 && object.box().y2() <= 80 + 1e-3);
        assertTrue(object.mask().isEmpty(), "Faster R-CNN has no masks");
      }
    }
  }

  @Test
  void batchesAndSingleImagesAgree() {
    List<List<Detection>> alone = found(FEW);
    List<List<Detection>> together = found(FEW.with(Settings.BATCH_SIZE, 2, Origin.USER));
    try (ObjectPredictor predictor = ObjectPredictor.load(Checkpoint.read(checkpoint), FEW);
        RgbImage image = ImageDecoder.decode(new EncodedFile(images.files().get(3)))) {
      assertEquals(alone.get(3), predictor.predict(image));
      assertEquals(List.of("a", "b", "c", "d"), predictor.classes());
    }
    for (int i = 0; i < alone.size(); i++) {
      assertEquals(alone.get(i).size(), together.get(i).size());
      for (int k = 0; k < alone.get(i).size(); k++) {
        assertEquals(alone.get(i).get(k).score(), together.get(i).get(k).score(), 1e-4);
      }
    }
  }

  @Test
  void settingsThatItDoesNotCarryAreThoseOfItsRun() throws IOException {
    Weights whole = Weights.read(checkpoint);
    Map<String, String> old = new LinkedHashMap<>(whole.metadata());
    old.keySet().removeIf(name -> name.startsWith("setting."));
    Path run = Files.createDirectory(folder.resolve("run"));
    new Weights(whole.tensors(), old).write(run.resolve("best.safetensors"));
    String message =
        assertThrows(CheckpointException.class, () -> ObjectPredictor.load(run)).getMessage();
    assertTrue(message.contains("there is no config.yaml of its run beside it"), message);
    Files.writeString(
        run.resolve("config.yaml"),
        "norm: group\nweight-standardization: true\nbox-head: four_conv_fc\nepochs: 3\n");
    try (ObjectPredictor now = ObjectPredictor.load(Checkpoint.read(run), FEW);
        ObjectPredictor before = ObjectPredictor.load(Checkpoint.read(checkpoint), FEW);
        RgbImage image = ImageDecoder.decode(new EncodedFile(images.files().get(0)))) {
      assertEquals(before.predict(image), now.predict(image));
    }
  }

  @Test
  void withoutItsSettingsOtherLayersAreBuiltAndDoNotFit() throws IOException {
    Weights whole = Weights.read(checkpoint);
    Map<String, String> old = new LinkedHashMap<>(whole.metadata());
    old.remove("setting.box-head");
    assertRefused("roi_heads.box_head.", new Weights(whole.tensors(), old));
    old = new LinkedHashMap<>(whole.metadata());
    old.remove("preprocessing.min_size");
    assertRefused("'preprocessing.min_size'", new Weights(whole.tensors(), old));
  }

  private static void assertRefused(String expected, Weights weights) {
    Path file = folder.resolve("other.safetensors");
    weights.write(file);
    String message =
        assertThrows(CheckpointException.class, () -> ObjectPredictor.load(file)).getMessage();
    assertTrue(message.startsWith(file + " cannot be used: "), message);
    assertTrue(message.contains(expected), message);
  }
}
