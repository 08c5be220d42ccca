package io.finetune.device;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.finetune.FinetuneException;
import io.finetune.kernel.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chooses the precision of a run by name and hardware. */
public final class Precisions {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern BF16_FLAG = Pattern.compile("\\b(avx512_bf16|amx_bf16|bf16)\\b");

  private Precisions() {}

  /**
   * Parses a precision name.
   *
   * @param name {@code fp32}, {@code bf16}, or {@code auto} for bf16 where the hardware computes it
   *     natively and fp32 elsewhere
   * @param device where the run computes
   * @return the precision
   * @throws FinetuneException if the name is none of these
   */
  public static Precision parse(String name, Device device) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "fp32" -> Precision.FP32;
      case "bf16" -> Precision.BF16;
      case "auto" -> hasBfloat16(device) ? Precision.BF16 : Precision.FP32;
      default ->
          throw new FinetuneException(
              "unknown precision '" + name + "': expected auto, fp32 or bf16");
    };
  }

  /**
   * Tells whether a device multiplies bfloat16 matrices in hardware: a GPU of compute capability
   * 8.0 or newer; a CPU with AVX512-BF16, AMX, or Arm's bf16 extension, as Linux reports it.
   *
   * @param device the device
   * @return false where it cannot be told
   */
  public static boolean hasBfloat16(Device device) {
    if (device.isGpu()) {
      return Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId())) >= 80;
    }
    if (!Files.isReadable(CPU_INFO)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .anyMatch(line -> BF16_FLAG.matcher(line).find());
    } catch (IOException e) {
      throw new FinetuneException("cannot read " + CPU_INFO + "; give --precision", e);
    }
  }
}
