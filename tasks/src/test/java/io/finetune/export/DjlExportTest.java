package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.CenterCrop;
import ai.djl.modality.cv.transform.ResizeShort;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.Preprocessing;
import io.finetune.image.ResizeExact;
import io.finetune.image.RgbImage;
import io.finetune.predict.Checkpoint;
import io.finetune.report.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A DJL program that knows nothing but the folder sees what we see, interpolation apart. */
class DjlExportTest {

  @TempDir Path folder;

  static List<Preprocessing> preprocessings() {
    return List.of(
        Preprocessing.imagenet(64, 48),
        Preprocessing.imagenet(67, 48), // the crop falls on half a pixel
        new Preprocessing(
            Optional.of(new ResizeExact(40, 60)),
            40,
            60,
            Preprocessing.CIFAR_MEAN,
            Preprocessing.CIFAR_STD));
  }

  @ParameterizedTest
  @MethodSource("preprocessings")
  void djlSeesTheClassesThatWeSee(Preprocessing preprocessing) throws Exception {
    Checkpoint checkpoint =
        Trained.checkpoint(folder, "resnet20_cifar", Trained.style("batch", false), preprocessing);
    Path out = Export.checkpoint(checkpoint).format("djl").write(folder.resolve("kinds")).path();
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optApplication(Application.CV.IMAGE_CLASSIFICATION)
            .optModelPath(out)
            .optEngine("PyTorch")
            .build();
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint);
        ZooModel<Image, Classifications> model = criteria.loadModel();
        Predictor<Image, Classifications> predictor = model.newPredictor();
        RgbImage photo = smooth(150, 200);
        RgbImage prepared = preprocessing.pipeline().apply(photo, new SplittableRandom(1))) {
      Classifications found = predictor.predict(image(photo));
      assertEquals(Trained.NAMES, found.getClassNames());
      assertEquals(5, found.topK().size());
      float[] expected =
          DjlCheck.softmax(
              classifier.logits(
                  Probe.normalized(prepared, preprocessing),
                  1,
                  preprocessing.height(),
                  preprocessing.width()));
      for (int k = 0; k < expected.length; k++) {
        assertEquals(expected[k], found.getProbabilities().get(k), 0.02);
      }
    }
  }

  /** Few colours, blended into each other: what resizes of all kinds agree on. */
  private static RgbImage smooth(int height, int width) {
    SplittableRandom random = new SplittableRandom(7);
    byte[] pixels = new byte[3 * 3 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    try (RgbImage seed = RgbImage.of(3, 4, pixels)) {
      return new ResizeExact(height, width).apply(seed, random);
    }
  }

  private static Image image(RgbImage image) {
    return ImageFactory.getInstance().fromImage(Pictures.of(image));
  }

  @Test
  void theFolderIsWhatDjlServingTakes() throws IOException {
    Checkpoint checkpoint = Trained.checkpoint(folder, "resnet20_cifar");
    Path out = Export.checkpoint(checkpoint).format("djl").write(folder.resolve("kinds")).path();
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          List.of("model.pt", "serving.properties", "synset.txt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(Trained.NAMES, Files.readAllLines(out.resolve("synset.txt")));
    assertEquals(
        """
        engine=PyTorch
        application=cv/image_classification
        translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
        width=48
        height=48
        resizeShort=56,-1,AREA
        centerCrop=true
        toTensor=true
        normalize=0.485,0.456,0.406,0.229,0.224,0.225
        applySoftmax=true
        topK=5
        synsetFileName=synset.txt
        """
            .lines()
            .toList(),
        Files.readAllLines(out.resolve("serving.properties")));
  }

  @Test
  @Tag("shared")
  void photographsAreResizedNearlyAsWeDo() throws IOException {
    Path photos =
        Path.of(System.getProperty("finetune.shared", "../../shared"), "data/coco-tiny/val2017");
    assumeTrue(Files.isDirectory(photos), "the photographs are not here: " + photos);
    double sum = 0;
    int count = 20;
    try (Stream<Path> files = Files.list(photos);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      for (Path file : files.sorted().limit(count).toList()) {
        try (RgbImage photo = ImageDecoder.decode(new EncodedFile(file));
            NDManager scope = manager.newSubManager()) {
          sum += meanDifference(ours(photo), djls(scope, photo));
        }
      }
    }
    assertTrue(sum / count < 4, "of 255 grey levels, the mean difference is " + sum / count);
  }

  private static byte[] ours(RgbImage photo) {
    Preprocessing preprocessing = Preprocessing.imagenet(256, 224);
    try (RgbImage done = preprocessing.pipeline().apply(photo, new SplittableRandom(1))) {
      return done.toHwc();
    }
  }

  private static byte[] djls(NDManager scope, RgbImage photo) {
    NDArray pixels = image(photo).toNDArray(scope);
    NDArray resized = new ResizeShort(256, -1, Image.Interpolation.AREA).transform(pixels);
    return new CenterCrop(224, 224).transform(resized).toType(DataType.UINT8, false).toByteArray();
  }

  private static double meanDifference(byte[] expected, byte[] actual) {
    assertEquals(expected.length, actual.length);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs((expected[i] & 0xFF) - (actual[i] & 0xFF));
    }
    return sum / expected.length;
  }
}
