package io.finetune.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a network down as nodes of an ONNX graph, with operators of opset 17. Weights are
 * initializers under torchvision's names. Batch norms are folded into the convolutions, as
 * PyTorch's own exporter does: OpenCV 4.13 folds kept ones again whenever the batch size changes,
 * and then computes nonsense.
 */
final class OnnxTranscript implements Transcript {

  /** The name of the result. */
  static final String OUTPUT = "logits";

  private final GraphProto.Builder graph;
  private final Map<String, Tensor> weights;
  private final Map<String, MapSize> sizes = new HashMap<>();

  /** Height and width of a map. */
  private record MapSize(long height, long width) {

    MapSize after(long kernel, int stride, int padding) {
      return new MapSize(
          (height + 2L * padding - kernel) / stride + 1,
          (width + 2L * padding - kernel) / stride + 1);
    }
  }

  /**
   * Begins with an input.
   *
   * @param graph gets the nodes and initializers
   * @param weights the network's tensors, by torchvision's names
   * @param input the name of the images
   * @param height rows of the images
   * @param width columns of the images
   */
  OnnxTranscript(
      GraphProto.Builder graph, Map<String, Tensor> weights, String input, int height, int width) {
    this.graph = graph;
    this.weights = weights;
    sizes.put(input, new MapSize(height, width));
  }

  @Override
  public String normalization(String x, String name) {
    NodeProto.Builder cast = node("Cast", name + ".cast", x);
    String values = add(cast.addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE)));
    String scaled = add(node("Mul", name + ".mul", values, weight(name + ".scale")));
    return sized(add(node("Sub", name, scaled, weight(name + ".shift"))), sizes.get(x));
  }

  @Override
  public String convBatch(String x, Conv conv, String norm, double eps) {
    FoldedConv folded = FoldedConv.of(weights, conv.name(), norm, eps);
    String name = conv.name();
    String weight = constant(name + ".weight", folded.weight());
    return convolution(x, conv, weight, constant(name + ".bias", folded.bias()));
  }

  @Override
  public String convGroup(String x, Conv conv, String norm, int groups, double eps) {
    return groupNorm(convolution(x, conv, weight(conv.name() + ".weight")), norm, groups, eps);
  }

  private String convolution(String x, Conv conv, String... constants) {
    long kernel = weights.get(conv.name() + ".weight").shape()[2];
    NodeProto.Builder node = node("Conv", conv.name(), x).addAllInput(List.of(constants));
    window(node, kernel, conv.stride(), conv.padding());
    String y = add(node.addAttribute(integer("group", conv.groups())));
    return sized(y, sizes.get(x).after(kernel, conv.stride(), conv.padding()));
  }

  /**
   * ONNX has a group norm only from opset 21 on as PyTorch has it. An instance norm over the groups
   * as if they were channels is the same; the sizes of maps, which the input's fix, are written
   * out, because not every runtime can compute with shapes.
   */
  private String groupNorm(String x, String name, int groups, double eps) {
    long channels = weights.get(name + ".weight").size();
    MapSize size = sizes.get(x);
    String rows = reshape(x, name + ".groups", 0, groups, -1);
    String normal =
        add(
            node(
                    "InstanceNormalization",
                    name + ".instance",
                    rows,
                    constant("ones." + groups, floats(groups, 1)),
                    constant("zeros." + groups, floats(groups, 0)))
                .addAttribute(number("epsilon", eps)));
    String maps = reshape(normal, name + ".maps", 0, channels, size.height, size.width);
    String scaled = add(node("Mul", name + ".mul", maps, perChannel(name + ".weight")));
    return sized(add(node("Add", name, scaled, perChannel(name + ".bias"))), size);
  }

  /** A size of 0 stays as it was: the batch. */
  private String reshape(String x, String name, long... shape) {
    String sizes = constant(name + ".shape", longs(shape));
    return add(node("Reshape", name, x, sizes));
  }

  @Override
  public String relu(String x, String name) {
    return sized(add(node("Relu", name, x)), sizes.get(x));
  }

  @Override
  public String sum(String x, String y, String name) {
    return sized(add(node("Add", name, x, y)), sizes.get(x));
  }

  @Override
  public String maxPool(String x, String name) {
    String pooled = add(window(node("MaxPool", name, x), 3, 2, 1));
    return sized(pooled, sizes.get(x).after(3, 2, 1));
  }

  @Override
  public String averagePool(String x, String name) {
    String pooled = add(node("GlobalAveragePool", name, x));
    return add(node("Flatten", name + ".flatten", pooled).addAttribute(integer("axis", 1)));
  }

  @Override
  public void output(String x, String name) {
    graph.addNode(
        node("Gemm", name, x, weight(name + ".weight"), weight(name + ".bias"))
            .addOutput(OUTPUT)
            .addAttribute(integer("transB", 1)));
  }

  private static NodeProto.Builder node(String operator, String name, String... inputs) {
    return NodeProto.newBuilder().setOpType(operator).setName(name).addAllInput(List.of(inputs));
  }

  private static NodeProto.Builder window(
      NodeProto.Builder node, long kernel, int stride, int padding) {
    return node.addAttribute(integers("kernel_shape", kernel, kernel))
        .addAttribute(integers("strides", stride, stride))
        .addAttribute(integers("pads", padding, padding, padding, padding));
  }

  private String sized(String name, MapSize size) {
    sizes.put(name, size);
    return name;
  }

  /** Adds a node whose result carries its name. */
  private String add(NodeProto.Builder node) {
    graph.addNode(node.addOutput(node.getName()));
    return node.getName();
  }

  private String weight(String name) {
    Tensor tensor = weights.get(name);
    return constant(name, tensor);
  }

  /** A weight (C) as (C, 1, 1), which meets (N, C, H, W) channel by channel. */
  private String perChannel(String name) {
    Tensor tensor = weights.get(name);
    return constant(name, new long[] {tensor.size(), 1, 1}, tensor);
  }

  private String constant(String name, Tensor values) {
    return constant(name, values.shape(), values);
  }

  private String constant(String name, long[] shape, Tensor values) {
    if (graph.getInitializerList().stream().noneMatch(known -> known.getName().equals(name))) {
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(type(values.type()))
              .setRawData(UnsafeByteOperations.unsafeWrap(values.data()));
      for (long size : shape) {
        tensor.addDims(size);
      }
      graph.addInitializer(tensor);
    }
    return name;
  }

  private static int type(TensorType type) {
    return switch (type) {
      case F32 -> TensorProto.DataType.FLOAT_VALUE;
      case I64 -> TensorProto.DataType.INT64_VALUE;
      default -> throw new AssertionError("inference has float32 weights, not " + type);
    };
  }

  private static Tensor longs(long... values) {
    ByteBuffer bytes = buffer(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return new Tensor(TensorType.I64, new long[] {values.length}, bytes);
  }

  private static Tensor floats(int count, float value) {
    ByteBuffer bytes = buffer(count * Float.BYTES);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(value);
    }
    return new Tensor(TensorType.F32, new long[] {count}, bytes.flip());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static AttributeProto.Builder integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value);
  }

  private static AttributeProto.Builder number(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value);
  }

  private static AttributeProto.Builder integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute;
  }
}
