package io.finetune.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime computes what the checkpoint does, whatever the batch. */
class OnnxExportTest {

  @TempDir Path folder;

  private Path export(Checkpoint checkpoint, NetworkInput input) {
    Path out = folder.resolve("model.onnx");
    return Export.checkpoint(checkpoint).format("onnx").input(input).write(out).path();
  }

  @ParameterizedTest
  @CsvSource({
    "resnet20_cifar, batch, false, NORMALIZED",
    "resnext50_32x4d, frozen_batch, false, PIXELS",
    "resnet18_cifar, group, true, NORMALIZED"
  })
  void onnxRuntimeAgrees(String model, String norm, boolean standardized, NetworkInput input)
      throws OrtException {
    Checkpoint checkpoint =
        Trained.checkpoint(
            folder, model, Trained.style(norm, standardized), Preprocessing.imagenet(56, 48));
    Path file = export(checkpoint, input);
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(file.toString(), options)) {
        assertEquals(Set.of(input.label()), session.getInputNames());
        assertEquals(Set.of("logits"), session.getOutputNames());
        for (int count : List.of(5, 1, 2)) {
          Probe probe = new Probe(count, 48, 48);
          float[] expected = classifier.logits(probe);
          float[] actual = run(session, input, probe, classifier.preprocessing());
          Comparison comparison = Comparison.between("run by ONNX Runtime", expected, actual);
          assertTrue(comparison.relative() < 2e-5, comparison.describe());
        }
      }
    }
  }

  private static float[] run(
      OrtSession session, NetworkInput input, Probe probe, Preprocessing preprocessing)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {probe.count(), 3, probe.height(), probe.width()};
    try (OnnxTensor images =
            input == NetworkInput.PIXELS
                ? OnnxTensor.createTensor(
                    environment, ByteBuffer.wrap(probe.pixels()), shape, OnnxJavaType.UINT8)
                : OnnxTensor.createTensor(
                    environment, FloatBuffer.wrap(probe.normalized(preprocessing)), shape);
        OrtSession.Result result = session.run(Map.of(input.label(), images))) {
      float[] values = new float[probe.count() * Trained.CLASSES];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(values);
      return values;
    }
  }

  @Test
  void namesShapesAndMetadataAreThere() throws OrtException {
    Checkpoint checkpoint = Trained.checkpoint(folder, "resnet20_cifar");
    Path file = export(checkpoint, NetworkInput.NORMALIZED);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      TensorInfo input = (TensorInfo) session.getInputInfo().get("input").getInfo();
      assertArrayEquals(new long[] {-1, 3, 48, 48}, input.getShape());
      assertEquals("batch", input.getDimensionNames()[0]);
      TensorInfo output = (TensorInfo) session.getOutputInfo().get("logits").getInfo();
      assertArrayEquals(new long[] {-1, Trained.CLASSES}, output.getShape());
      assertEquals("finetune", session.getMetadata().getProducerName());
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals(ModelWeights.metadata(checkpoint), metadata);
      assertEquals(String.join("\n", Trained.NAMES), metadata.get("classes"));
      assertEquals("0.485,0.456,0.406", metadata.get("preprocessing.mean"));
      assertEquals("shorter 56", metadata.get("preprocessing.resize"));
      assertEquals("0.75", metadata.get("metric.top1"));
    }
  }

  @Test
  void theGraphIsOpset17WithFoldedNormsUnderTorchvisionsNames() throws IOException {
    Path file = export(Trained.checkpoint(folder, "resnet20_cifar"), NetworkInput.NORMALIZED);
    ModelProto model;
    try (InputStream in = Files.newInputStream(file)) {
      model = ModelProto.parseFrom(in);
    }
    assertEquals(8, model.getIrVersion());
    assertEquals(17, model.getOpsetImport(0).getVersion());
    GraphProto graph = model.getGraph();
    Map<String, Long> operators =
        graph.getNodeList().stream()
            .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
    // One convolution, 9 blocks of 2 and 2 projections; a sum and two activations a block.
    assertEquals(
        Map.of(
            "Conv",
            21L,
            "Relu",
            19L,
            "Add",
            9L,
            "GlobalAveragePool",
            1L,
            "Flatten",
            1L,
            "Gemm",
            1L),
        operators);
    assertEquals(2 * 21 + 2, graph.getInitializerCount());
    assertEquals("conv1.weight", graph.getInitializer(0).getName());
    assertEquals("conv1.bias", graph.getInitializer(1).getName());
    assertTrue(graph.getInput(0).getDocString().startsWith("RGB, (value / 255 - mean) / std"));
  }
}
