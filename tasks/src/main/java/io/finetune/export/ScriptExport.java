package io.finetune.export;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.finetune.FinetuneException;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import io.finetune.torch.PickleWriter;
import io.finetune.torch.TorchArchive;
import io.finetune.weight.MetadataRecord;
import io.finetune.weight.TensorPickle;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A classifier as a TorchScript archive: a module whose {@code forward} takes (N, 3, H, W) to
 * logits (N, classes), and whose state dict has torchvision's names.
 */
final class ScriptExport {

  private static final String BY = "run by DJL's PyTorch engine";
  private static final String ROOT = "ResNet";

  private ScriptExport() {}

  static Comparison make(Checkpoint checkpoint, NetworkInput input, Path file) throws IOException {
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint)) {
      write(classifier, input, file);
      return compare(classifier, input, file.getParent(), file.getFileName().toString());
    }
  }

  static void write(TrainedClassifier classifier, NetworkInput input, Path file)
      throws IOException {
    ScriptTree modules = new ScriptTree(ROOT);
    classifier.weights(input).forEach(modules::add);
    PickleWriter pickle = new PickleWriter();
    TensorPickle tensors = new TensorPickle(pickle);
    modules.pickle(pickle, tensors);
    try (TorchArchive archive =
        new TorchArchive(
            new BufferedOutputStream(Files.newOutputStream(file), 1 << 16),
            classifier.facts().model())) {
      archive.add("data.pkl", pickle.toBytes());
      archive.add("code/__torch__.py", code(classifier, input, modules));
      archive.add("constants.pkl", new PickleWriter().emptyTuple().toBytes());
      tensors.addValues(archive);
      MetadataRecord.add(archive, classifier.metadata());
    }
  }

  private static byte[] code(TrainedClassifier classifier, NetworkInput input, ScriptTree modules) {
    ScriptTranscript transcript = new ScriptTranscript();
    classifier.tell(transcript, input);
    String head =
        String.format(
            Locale.ROOT,
            "  def forward(self: __torch__.%s, %s: Tensor) -> Tensor:\n",
            ROOT,
            input.label());
    return modules.classes(head + transcript.body()).getBytes(StandardCharsets.UTF_8);
  }

  /** Compares what DJL computes with a written archive. */
  static Comparison compare(
      TrainedClassifier classifier, NetworkInput input, Path folder, String name)
      throws IOException {
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(folder)
            .optModelName(name)
            .optEngine("PyTorch")
            .optDevice(Device.cpu())
            .optTranslator(new NoopTranslator())
            .build();
    try (ZooModel<NDList, NDList> model = criteria.loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      Comparison worst = new Comparison(BY, 0, 0);
      for (Probe probe : Probe.of(classifier.preprocessing())) {
        float[] logits = logits(predictor, probe, input, classifier.preprocessing());
        worst = worst.or(Comparison.between(BY, classifier.logits(probe), logits));
      }
      return worst;
    } catch (ModelException | TranslateException e) {
      throw new FinetuneException("DJL does not run what was written: " + e.getMessage(), e);
    }
  }

  private static float[] logits(
      Predictor<NDList, NDList> predictor,
      Probe probe,
      NetworkInput input,
      Preprocessing preprocessing)
      throws TranslateException {
    Shape shape = new Shape(probe.count(), 3, probe.height(), probe.width());
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray images =
          input == NetworkInput.PIXELS
              ? scope.create(ByteBuffer.wrap(probe.pixels()), shape, DataType.UINT8)
              : scope.create(probe.normalized(preprocessing), shape);
      try (NDList logits = predictor.predict(new NDList(images))) {
        return logits.head().toFloatArray();
      }
    }
  }
}
