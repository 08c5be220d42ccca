package io.finetune.train;

import com.google.protobuf.ByteString;
import io.finetune.optim.Distribution;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The tagged values that TensorBoard shows, as messages of its {@code summary.proto} and of the
 * schemas of its plugins for hyperparameters and precision-recall curves. The numbers are those of
 * the fields.
 */
final class SummaryValues {

  private static final int TAG = 1;
  private static final int SCALAR = 2;
  private static final int IMAGE = 4;
  private static final int HISTOGRAM = 5;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;

  private static final int RGB = 3;
  private static final int FLOAT = 1;
  private static final int SUCCESS = 1;

  private SummaryValues() {}

  static ProtoMessage scalar(String tag, double value) {
    return tagged(tag).float32(SCALAR, (float) value);
  }

  static ProtoMessage image(String tag, int height, int width, byte[] png) {
    ProtoMessage image =
        new ProtoMessage()
            .int64(1, height)
            .int64(2, width)
            .int64(3, RGB)
            .bytes(4, ByteString.copyFrom(png));
    return tagged(tag).message(IMAGE, image);
  }

  static ProtoMessage histogram(String tag, Distribution values) {
    int parts = values.counts().size();
    ProtoMessage histogram =
        new ProtoMessage()
            .float64(1, values.min())
            .float64(2, values.max())
            .float64(3, (double) values.size())
            .float64(4, values.sum())
            .float64(5, values.squares())
            .float64s(6, IntStream.range(0, parts).mapToObj(values::end).toList())
            .float64s(7, values.counts().stream().map(Long::doubleValue).toList());
    return tagged(tag).message(HISTOGRAM, histogram);
  }

  static ProtoMessage curve(String tag, ThresholdCounts counts) {
    List<float[]> rows = counts.rows();
    int thresholds = rows.get(0).length;
    ProtoMessage data = new ProtoMessage().int64(2, thresholds);
    return ofPlugin(tag, "pr_curves", data)
        .message(TENSOR, tensor(shape(rows.size(), thresholds), rows));
  }

  /** The start of a run with its hyperparameters: booleans, numbers or texts. */
  static ProtoMessage start(Map<String, Object> hyperparameters, double seconds) {
    ProtoMessage start = new ProtoMessage();
    // Sorted: events of equal runs are equal to the byte.
    new TreeMap<>(hyperparameters)
        .forEach(
            (name, value) ->
                start.message(1, new ProtoMessage().string(1, name).message(2, value(value))));
    return session("_hparams_/session_start_info", 3, start.float64(5, seconds));
  }

  /** The successful end of a run. */
  static ProtoMessage end(double seconds) {
    ProtoMessage end = new ProtoMessage().int64(1, SUCCESS).float64(2, seconds);
    return session("_hparams_/session_end_info", 4, end);
  }

  private static ProtoMessage session(String tag, int field, ProtoMessage info) {
    ProtoMessage nothing = new ProtoMessage().int64(1, FLOAT).message(2, shape(0));
    return ofPlugin(tag, "hparams", new ProtoMessage().message(field, info))
        .message(TENSOR, nothing);
  }

  /** Of google.protobuf.Value. */
  private static ProtoMessage value(Object value) {
    if (value instanceof Boolean flag) {
      return new ProtoMessage().int64(4, flag ? 1 : 0);
    }
    return value instanceof Number number
        ? new ProtoMessage().float64(2, number.doubleValue())
        : new ProtoMessage().string(3, value.toString());
  }

  private static ProtoMessage tagged(String tag) {
    return new ProtoMessage().string(TAG, tag);
  }

  private static ProtoMessage ofPlugin(String tag, String plugin, ProtoMessage data) {
    ProtoMessage pluginData = new ProtoMessage().string(1, plugin).message(2, data);
    return tagged(tag).message(METADATA, new ProtoMessage().message(1, pluginData));
  }

  private static ProtoMessage shape(long... sides) {
    ProtoMessage shape = new ProtoMessage();
    for (long side : sides) {
      shape.message(2, side == 0 ? new ProtoMessage() : new ProtoMessage().int64(1, side));
    }
    return shape;
  }

  private static ProtoMessage tensor(ProtoMessage shape, List<float[]> rows) {
    ByteBuffer values =
        ByteBuffer.allocate(Float.BYTES * rows.size() * rows.get(0).length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      values.asFloatBuffer().put(row);
      values.position(values.position() + Float.BYTES * row.length);
    }
    return new ProtoMessage()
        .int64(1, FLOAT)
        .message(2, shape)
        .bytes(4, ByteString.copyFrom(values.flip()));
  }
}
