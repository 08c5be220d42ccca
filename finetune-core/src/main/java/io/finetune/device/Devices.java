package io.finetune.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.finetune.FinetuneException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the device of a run by name; never falls back to another one. */
public final class Devices {

  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

  private Devices() {}

  /**
   * Parses a device name.
   *
   * @param name {@code auto} (the first GPU where the engine sees one, else the CPU), {@code cpu},
   *     {@code gpu} or {@code gpu:N}
   * @return the device
   * @throws FinetuneException if the name is none of these, or the GPU is not there
   */
  public static Device parse(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.equals("cpu")) {
      return Device.cpu();
    }
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (wanted.equals("auto")) {
      return gpus > 0 ? Device.gpu(0) : Device.cpu();
    }
    Matcher matcher = GPU.matcher(wanted);
    if (!matcher.matches()) {
      throw new FinetuneException(
          "unknown device '" + name + "': expected auto, cpu, gpu or gpu:N, such as gpu:0");
    }
    int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
    if (index >= gpus) {
      throw new FinetuneException(missing(name, gpus));
    }
    return Device.gpu(index);
  }

  /**
   * Names a device for people.
   *
   * @param device the device
   * @return {@code cpu}, or {@code gpu:N}, which {@link #parse} takes
   */
  public static String name(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  /**
   * Sets how many CPU threads an operator computes with, in the whole process.
   *
   * @param count how many; 0 keeps the engine's own choice, one a processor
   */
  public static void useThreads(int count) {
    if (count > 0) {
      Engine.getEngine("PyTorch");
      JniUtils.setNumThreads(count);
    }
  }

  private static String missing(String name, int gpus) {
    return "device "
        + name
        + " is not there: the engine ("
        + Engine.getEngine("PyTorch").getVersion()
        + ") sees "
        + gpus
        + " GPUs. A GPU needs an NVIDIA driver and the CUDA build of libtorch: set PYTORCH_FLAVOR"
        + " (such as cu128) or PYTORCH_LIBRARY_PATH before starting, or use --device cpu";
  }
}
