package io.finetune.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.finetune.WeightException;
import io.finetune.block.ConvStyle;
import io.finetune.card.CardWeights;
import io.finetune.card.ModelCards;
import io.finetune.detection.DetectorSpec.BoxHead;
import io.finetune.detection.DetectorWeights;
import io.finetune.detection.Detectors;
import io.finetune.download.Checksum;
import io.finetune.segmentation.MaskRcnn;
import io.finetune.weight.LoadReport;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorType;
import io.finetune.weight.WeightSources;
import io.finetune.weight.Weights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Mask R-CNN of DJL's zoo in a zoo of the same layout: the real names and shapes in MXNet's
 * format, with values from a formula.
 */
class ZooMaskRcnnTest {

  private static final String MODEL = "maskrcnn_resnet18_fpn";
  private static final String BODY = "backbone.body.";
  private static final String ARTIFACT = "mask_rcnn_resnet18_v1b_coco";

  @TempDir Path folder;

  private NDManager manager;
  private MaskRcnn network;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    network = new MaskRcnn(Detectors.get(MODEL).spec(ConvStyle.FROZEN_BATCH, BoxHead.TWO_FC, 4));
    network.initialize(manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The names in the zoo's file, in its order. */
  private static List<String> names() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Weights.class.getResourceAsStream("mask_rcnn_resnet18_v1b_names.txt"),
                StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  /** torchvision's name of each of the zoo's. */
  private static Map<String, String> ours() throws IOException {
    Map<String, Tensor> zoo = new LinkedHashMap<>();
    for (String name : names()) {
      zoo.put(name, new Tensor(TensorType.F32, new long[] {1}, ByteBuffer.allocate(4)));
    }
    Iterator<String> renamed = new Weights(zoo, Map.of()).model().tensors().keySet().iterator();
    Map<String, String> ours = new LinkedHashMap<>();
    zoo.keySet().forEach(name -> ours.put(name, renamed.next()));
    return ours;
  }

  /** What the zoo's detector has beside its ResNet, as GluonCV builds it. */
  private static Shape headShape(String name) {
    return switch (name) {
      case "maskrcnn0_rpn0_conv0_weight" -> new Shape(1024, 256, 3, 3);
      case "maskrcnn0_rpn0_conv0_bias" -> new Shape(1024);
      case "maskrcnn0_rpn0_conv1_weight" -> new Shape(15, 1024, 1, 1);
      case "maskrcnn0_rpn0_conv1_bias" -> new Shape(15);
      case "maskrcnn0_rpn0_conv2_weight" -> new Shape(60, 1024, 1, 1);
      case "maskrcnn0_rpn0_conv2_bias" -> new Shape(60);
      case "maskrcnn0_rpn0_rpnanchorgenerator0_anchor_" -> new Shape(1, 1, 128, 128, 60);
      case "maskrcnn0_dense0_weight" -> new Shape(81, 512);
      case "maskrcnn0_dense0_bias" -> new Shape(81);
      case "maskrcnn0_dense1_weight" -> new Shape(320, 512);
      case "maskrcnn0_dense1_bias" -> new Shape(320);
      case "maskrcnn0_mask0_conv0_weight" -> new Shape(512, 256, 2, 2);
      case "maskrcnn0_mask0_conv0_bias" -> new Shape(256);
      case "maskrcnn0_mask0_conv1_weight" -> new Shape(80, 256, 1, 1);
      case "maskrcnn0_mask0_conv1_bias" -> new Shape(80);
      default -> throw new AssertionError(name);
    };
  }

  private static float[] values(int tensor, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = tensor + i % 97 / 128f;
    }
    return values;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** MXNet's list of dense float32 arrays, then their names. */
  private void writeParams(WritableByteChannel out) throws IOException {
    Map<String, String> ours = ours();
    write(out, bytes(24).putLong(0x112).putLong(0).putLong(ours.size()));
    int tensor = 0;
    for (Map.Entry<String, String> name : ours.entrySet()) {
      Parameter parameter = network.named().get(BODY + name.getValue());
      Shape shape = parameter == null ? headShape(name.getKey()) : parameter.getShape();
      ByteBuffer head = bytes(12 + 8 * shape.dimension() + 12);
      head.putInt(0xF993FAC9).putInt(0).putInt(shape.dimension());
      for (long size : shape.getShape()) {
        head.putLong(size);
      }
      write(out, head.putInt(1).putInt(0).putInt(0)); // cpu(0), float32
      ByteBuffer content = bytes((int) (4 * shape.size()));
      for (float value : values(tensor++, (int) shape.size())) {
        content.putFloat(value);
      }
      write(out, content);
    }
    write(out, bytes(8).putLong(ours.size()));
    for (String name : ours.keySet()) {
      String prefix = name.contains("running_") ? "aux:" : "arg:";
      byte[] text = (prefix + name).getBytes(StandardCharsets.UTF_8);
      write(out, bytes(8 + text.length).putLong(text.length).put(text));
    }
  }

  private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
    bytes.flip();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private WeightSources zoo() throws IOException {
    Path base = folder.resolve("zoo/model/cv/instance_segmentation/ai/djl/mxnet/mask_rcnn");
    Path file =
        Files.createDirectories(base.resolve("0.0.1")).resolve(ARTIFACT + "-0000.params.gz");
    try (WritableByteChannel out =
        Channels.newChannel(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16))) {
      writeParams(out);
    }
    Files.writeString(
        base.resolve("metadata.json"),
        """
        {"metadataVersion": "0.2", "resourceType": "model",
         "application": "cv/instance_segmentation", "groupId": "ai.djl.mxnet",
         "artifactId": "mask_rcnn", "name": "Instance segmentation", "artifacts": [
           {"version": "0.0.1", "snapshot": false, "name": "FIRST",
            "files": {
              "classes": {"uri": "classes.txt", "sha1Hash": "0", "size": 1},
              "symbol": {"uri": "0.0.1/FIRST-symbol.json", "sha1Hash": "0", "size": 1},
              "parameters": {"uri": "0.0.1/FIRST-0000.params.gz", "sha1Hash": "SHA1", "size": 1}}},
           {"version": "0.0.1", "snapshot": false, "name": "mask_rcnn_resnet101_v1d_coco",
            "files": {"symbol": {"uri": "0.0.1/second.json", "sha1Hash": "0", "size": 1}}}]}
        """
            .replace("FIRST", ARTIFACT)
            .replace("SHA1", new Checksum(Checksum.Algorithm.SHA_1, null).of(file)));
    return new WeightSources(
        folder.resolve("cache"),
        folder.resolve("zoo").toUri(),
        card -> Optional.empty(),
        (done, all) -> {});
  }

  private static Set<String> parts(List<String> names, List<String> beginnings) {
    return names.stream()
        .map(
            name ->
                beginnings.stream()
                    .filter(part -> name.startsWith(part + "."))
                    .findFirst()
                    .orElse(name))
        .collect(Collectors.toSet());
  }

  @Test
  void theWholeBodyIsLoadedAndTheRestIsNamed() throws IOException {
    List<LoadReport> reports = new ArrayList<>();
    String text =
        InitialWeights.of(MODEL, "djl")
            .load(
                zoo(),
                weights -> {
                  reports.add(DetectorWeights.load(weights, network, MaskRcnn.PREDICTORS));
                  return reports.get(0);
                });
    LoadReport report = reports.get(0);
    CardWeights card = ModelCards.get(MODEL).weights("djl");
    List<String> all = new ArrayList<>(card.loads());
    all.addAll(card.fresh());
    assertEquals(Set.copyOf(card.loads()), parts(report.loaded(), all));
    assertEquals(Set.copyOf(card.fresh()), parts(report.replaced(), all));
    assertEquals(100, report.loaded().size());
    assertEquals(network.named().size() - 100, report.replaced().size());
    assertEquals(
        names().stream().filter(name -> name.startsWith("maskrcnn0_")).toList(),
        report.unexpected());
    assertEquals(
        """
        djl of the model's card: loaded 100 tensors
          new head, not loaded: backbone.fpn.inner_blocks.0.0.weight,\
         backbone.fpn.inner_blocks.0.0.bias, backbone.fpn.inner_blocks.1.0.weight,\
         backbone.fpn.inner_blocks.1.0.bias and 38 more
          unexpected, ignored: maskrcnn0_rpn0_conv0_weight, maskrcnn0_rpn0_conv0_bias,\
         maskrcnn0_rpn0_conv2_weight, maskrcnn0_rpn0_conv2_bias and 11 more""",
        text);
    int tensor = 0;
    int seen = 0;
    for (String name : ours().values()) {
      var array = network.state().get(BODY + name);
      if (array != null) {
        assertArrayEquals(values(tensor, (int) array.size()), array.toFloatArray(), name);
        seen++;
      }
      tensor++;
    }
    assertEquals(100, seen);
  }

  @Test
  void anAddressWithoutANameListsTheArtifacts() throws IOException {
    WeightSources sources = zoo();
    String bare = "djl://ai.djl.mxnet/mask_rcnn";
    assertTrue(message(sources, bare).contains("[" + ARTIFACT + ", mask_rcnn_resnet101_v1d_coco]"));
    String other = message(sources, bare + "/0.0.1/mask_rcnn_resnet101_v1d_coco");
    assertTrue(other.contains("has no file named model or parameters"), other);
  }

  private static String message(WeightSources sources, String address) {
    InitialWeights weights = InitialWeights.of(MODEL, address);
    return assertThrows(
            WeightException.class,
            () ->
                weights.load(
                    sources,
                    read -> {
                      throw new AssertionError("nothing was read");
                    }))
        .getMessage();
  }
}
