package io.finetune.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnx.proto.OnnxMl.Version;
import io.finetune.image.Preprocessing;
import io.finetune.predict.Checkpoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A classifier as ONNX: (batch, 3, height, width) to logits (batch, classes), the batch of any
 * size. The metadata of a checkpoint travel as the file's {@code metadata_props}.
 */
final class OnnxExport {

  private static final String BATCH = "batch";
  private static final int OPSET = 17;

  private OnnxExport() {}

  static Comparison make(Checkpoint checkpoint, NetworkInput input, Path file) throws IOException {
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint)) {
      ModelProto model = model(classifier, input);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        model.writeTo(out);
      }
      return OnnxCheck.compare(classifier, input, file);
    }
  }

  private static ModelProto model(TrainedClassifier classifier, NetworkInput input) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(Version.IR_VERSION_2021_7_30_VALUE) // opset 17's
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setProducerName("finetune")
            .setGraph(graph(classifier, input));
    for (Map.Entry<String, String> entry : classifier.metadata().entrySet()) {
      model.addMetadataProps(
          StringStringEntryProto.newBuilder().setKey(entry.getKey()).setValue(entry.getValue()));
    }
    return model.build();
  }

  private static GraphProto graph(TrainedClassifier classifier, NetworkInput input) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName(classifier.facts().model())
            .addInput(input(classifier.preprocessing(), input))
            .addOutput(output(classifier.facts().classes().size()));
    Preprocessing sizes = classifier.preprocessing();
    classifier.tell(
        new OnnxTranscript(
            graph, classifier.weights(input), input.label(), sizes.height(), sizes.width()),
        input);
    return graph.build();
  }

  private static ValueInfoProto input(Preprocessing preprocessing, NetworkInput input) {
    boolean pixels = input == NetworkInput.PIXELS;
    String values = pixels ? "RGB, 0 to 255; " : "RGB, (value / 255 - mean) / std; ";
    return ValueInfoProto.newBuilder()
        .setName(input.label())
        .setDocString(values + preprocessing.describe())
        .setType(
            tensor(
                pixels ? TensorProto.DataType.UINT8 : TensorProto.DataType.FLOAT,
                3,
                preprocessing.height(),
                preprocessing.width()))
        .build();
  }

  private static ValueInfoProto output(int classes) {
    return ValueInfoProto.newBuilder()
        .setName(OnnxTranscript.OUTPUT)
        .setDocString("before the softmax; the metadata's classes in their order")
        .setType(tensor(TensorProto.DataType.FLOAT, classes))
        .build();
  }

  private static TypeProto tensor(TensorProto.DataType type, long... sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
    for (long size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape))
        .build();
  }
}
