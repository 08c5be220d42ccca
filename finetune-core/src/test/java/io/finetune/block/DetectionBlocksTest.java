package io.finetune.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The blocks of detectors against torchvision's, with formula weights. */
class DetectionBlocksTest {

  private final Kernels kernels = Kernels.on(Device.cpu());
  private NDManager manager;
  private ParameterStore store;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    store = new ParameterStore(manager, false);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static ConvStyle style(String norm) {
    return norm.equals("group") ? new ConvStyle(Norm.GROUP, false) : ConvStyle.PLAIN;
  }

  @ParameterizedTest
  @CsvSource({"plain,false", "group,false", "plain,true", "group,true"})
  void pyramidIsTorchvisions(String norm, boolean channelsLast) throws IOException {
    Fpn fpn = filled(new Fpn(List.of(8, 16, 24), 64, style(norm)));
    NDList maps =
        new NDList(
            FormulaWeights.fractions(manager, "map0", 2, 8, 13, 10),
            FormulaWeights.fractions(manager, "map1", 2, 16, 7, 5),
            FormulaWeights.fractions(manager, "map2", 2, 24, 4, 3));
    if (channelsLast) {
      maps.replaceAll(map -> kernels.channelsLast(manager, map));
    }
    JsonObject golden = golden(norm);
    assertNames(golden.getAsJsonArray("fpn_names"), fpn);
    NDList out = fpn.forward(store, maps, true);
    JsonArray expected = golden.getAsJsonArray("fpn");
    assertEquals(expected.size(), out.size());
    Shape[] shapes =
        fpn.getOutputShapes(maps.stream().map(NDArray::getShape).toArray(Shape[]::new));
    for (int i = 0; i < out.size(); i++) {
      assertEquals(shapes[i], out.get(i).getShape());
      assertMatch(expected.get(i), out.get(i), norm + " map " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"plain", "group"})
  void convolutionalBoxHeadIsTorchvisions(String norm) throws IOException {
    FourConvFcHead head = filled(new FourConvFcHead(64, 3, 10, style(norm)));
    JsonObject golden = golden(norm);
    assertNames(golden.getAsJsonArray("conv_fc_names"), head);
    NDArray regions =
        kernels.channelsLast(manager, FormulaWeights.fractions(manager, "regions", 5, 64, 3, 3));
    NDArray out = head.forward(store, new NDList(regions), false).head();
    assertMatch(golden.get("conv_fc"), out, norm);
  }

  @ParameterizedTest
  @EnumSource
  void headsTakeNoRegionsAndGiveFloat32Outputs(Precision precision) {
    TwoFcHead two = filled(new TwoFcHead(4, 3, 6));
    BoxPredictor predictor = filled(new BoxPredictor(6, 5));
    ConvChain chain = filled(new ConvChain(2, 4, ConvStyle.PLAIN));
    MaskPredictor masks = filled(new MaskPredictor(4, 5));
    for (int n : new int[] {0, 2}) {
      NDArray regions = kernels.cast(manager, manager.ones(new Shape(n, 4, 3, 3)), precision);
      NDArray features = two.forward(store, new NDList(regions), false).head();
      NDList boxes = predictor.forward(store, new NDList(features), false);
      assertEquals(new Shape(n, 5), boxes.get(0).getShape());
      assertEquals(new Shape(n, 20), boxes.get(1).getShape());
      assertEquals(DataType.FLOAT32, boxes.get(0).getDataType());
      assertEquals(DataType.FLOAT32, boxes.get(1).getDataType());
      NDArray hidden = chain.forward(store, new NDList(regions), false).head();
      NDArray labels = manager.ones(new Shape(n), DataType.INT64);
      NDArray logits = masks.forward(store, new NDList(hidden, labels), false).head();
      assertEquals(new Shape(n, 6, 6), logits.getShape());
      assertEquals(DataType.FLOAT32, logits.getDataType());
    }
  }

  @Test
  void proposalHeadJoinsItsLevels() {
    RpnHead head = filled(new RpnHead(4, 3));
    NDArray fine = FormulaWeights.fractions(manager, "fine", 2, 4, 3, 2);
    NDArray coarse = FormulaWeights.fractions(manager, "coarse", 2, 4, 1, 1);
    NDList both = head.forward(store, new NDList(fine, coarse), true);
    NDList alone = head.forward(store, new NDList(coarse), true);
    Shape[] shapes = head.getOutputShapes(new Shape[] {fine.getShape(), coarse.getShape()});
    assertEquals(new Shape(2, 21), shapes[0]);
    for (int i = 0; i < 2; i++) {
      assertEquals(shapes[i], both.get(i).getShape());
      NDArray tail = both.get(i).get(":,18:");
      assertArrayEquals(alone.get(i).toFloatArray(), tail.toFloatArray(), 1e-6f);
    }
  }

  @Test
  void firstWeightsAreSpreadAsTorchvisions() {
    assertSpread(new Fpn(List.of(64), 64, ConvStyle.PLAIN), "inner_blocks.0.0.weight", 1 / 8.0);
    assertSpread(new RpnHead(64, 3), "bbox_pred.weight", 0.01);
    assertSpread(new MaskPredictor(64, 5), "conv5_mask.weight", Math.sqrt(2 / 256.0));
    ConvChain chain = new ConvChain(1, 32, ConvStyle.PLAIN);
    assertSpread(chain, "0.0.weight", Math.sqrt(2 / 288.0));
    assertArrayEquals(new float[32], chain.state().get("0.0.bias").toFloatArray());
  }

  private void assertSpread(Layer layer, String name, double deviation) {
    layer.initialize(manager);
    float[] values = layer.state().get(name).toFloatArray();
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double found = Math.sqrt(squares / values.length);
    assertTrue(Math.abs(found / deviation - 1) < 0.1, name + " " + found + " " + deviation);
  }

  @Test
  void aPyramidRefusesAnotherNumberOfMaps() {
    Fpn fpn = filled(new Fpn(List.of(8, 16), 64, ConvStyle.PLAIN));
    NDList one = new NDList(manager.ones(new Shape(1, 8, 4, 4)));
    assertThrows(IllegalArgumentException.class, () -> fpn.forward(store, one, false));
  }

  private <L extends Layer> L filled(L layer) {
    layer.initialize(manager);
    FormulaWeights.fill(layer);
    return layer;
  }

  private static void assertNames(JsonArray expected, Layer layer) {
    assertEquals(
        expected.asList().stream().map(JsonElement::getAsString).toList(),
        List.copyOf(layer.named().keySet()));
  }

  private static void assertMatch(JsonElement golden, NDArray actual, String what) {
    GoldenStatistics.assertMatch(
        golden.getAsJsonObject(), actual.getShape(), actual.toFloatArray(), 1e-5, what);
  }

  private static JsonObject golden(String norm) throws IOException {
    try (Reader in =
        new InputStreamReader(
            DetectionBlocksTest.class.getResourceAsStream("heads.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject().getAsJsonObject(norm);
    }
  }
}
