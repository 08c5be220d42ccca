package io.finetune.export;

import io.finetune.FinetuneException;
import io.finetune.image.OpenCv;
import io.finetune.image.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;

/**
 * Runs ONNX files with OpenCV's DNN module: a runtime by others, with a reader of its own, that
 * comes with the library that decodes images. ONNX Runtime, which the tests compare with, would be
 * another 52 MB in every installation.
 */
final class OnnxCheck {

  private static final String BY = "run by OpenCV's DNN module";

  private OnnxCheck() {}

  static Comparison compare(TrainedClassifier classifier, NetworkInput input, Path file) {
    OpenCv.load();
    List<Probe> probes = Probe.of(classifier.preprocessing());
    List<float[]> expected = probes.stream().map(classifier::logits).toList();
    Comparison worst = new Comparison(BY, 0, 0);
    try (Net net = opencv_dnn.readNetFromONNX(file.toString())) {
      net.enableWinograd(false); // its rounding is coarser than the one compared with
      for (int i = 0; i < probes.size(); i++) {
        float[] actual = logits(net, input, probes.get(i), classifier.preprocessing());
        worst = worst.or(Comparison.between(BY, expected.get(i), actual));
      }
      return worst;
    } catch (RuntimeException e) {
      throw new FinetuneException("OpenCV does not run what was written: " + e.getMessage(), e);
    }
  }

  private static float[] logits(
      Net net, NetworkInput input, Probe probe, Preprocessing preprocessing) {
    boolean pixels = input == NetworkInput.PIXELS;
    int[] shape = {probe.count(), 3, probe.height(), probe.width()};
    int type = pixels ? opencv_core.CV_8U : opencv_core.CV_32F;
    try (Pointer values =
            pixels
                ? new BytePointer(probe.pixels())
                : new FloatPointer(probe.normalized(preprocessing));
        Mat images = new Mat(shape, type, values)) {
      net.setInput(images);
      try (Mat result = net.forward();
          FloatPointer data = new FloatPointer(result.data())) {
        float[] logits = new float[(int) result.total()];
        data.get(logits);
        return logits;
      }
    }
  }
}
