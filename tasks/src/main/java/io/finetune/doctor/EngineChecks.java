package io.finetune.doctor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import io.finetune.device.Precisions;
import io.finetune.kernel.Kernels;
import io.finetune.kernel.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** DJL's engine, its native library, the devices it sees and the precisions they compute in. */
final class EngineChecks {

  private static final String ENGINE = "engine";
  private static final String DEVICES = "devices";
  private static final String PRECISION = "precision";
  private static final String OWN_LIBRARY = "PYTORCH_LIBRARY_PATH";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  /** What of the processor's features decides how fast training is. */
  private static final List<String> FEATURES =
      List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "amx_tile", "bf16", "asimd", "sve");

  private static final String LOAD =
      "with the default build Maven brings libtorch: look whether the folder of the native library"
          + " can be written to, and unset PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR"
          + " if they are set; docs/dependencies.md says which library belongs to which flavor";

  /** The one CUDA build that DJL's JNI library has glue for. */
  private static final String CUDA = "cu128";

  private EngineChecks() {}

  static List<Diagnosis> all() {
    Diagnosis engine = Doctor.guarded(ENGINE, LOAD, EngineChecks::engine);
    if (engine.isProblem()) {
      return List.of(engine); // everything else would load it once more
    }
    List<Diagnosis> found = new ArrayList<>();
    found.add(engine);
    found.add(Doctor.guarded(DEVICES, gpuBuild(), EngineChecks::devices));
    found.add(
        Doctor.guarded(
            PRECISION, "train with --precision fp32 and report this", EngineChecks::precision));
    found.add(
        Diagnosis.ok(
            "threads",
            JniUtils.getNumThreads() + " in an operator (--threads), as the engine chose"));
    return found;
  }

  private static Diagnosis engine() {
    Engine engine = Engine.getEngine("PyTorch");
    Path library = Path.of(LibUtils.getLibtorchPath());
    String found =
        String.format(
            Locale.ROOT,
            "DJL %s with libtorch %s, flavor %s, in %s",
            Engine.getDjlVersion(),
            engine.getVersion(),
            hasCuda(library) ? "CUDA" : "cpu",
            library);
    String own = System.getenv(OWN_LIBRARY);
    return own == null || library.startsWith(Path.of(own).toAbsolutePath().normalize())
        ? Diagnosis.ok(ENGINE, found)
        : Diagnosis.note(
            ENGINE,
            found + "; " + OWN_LIBRARY + "=" + own + " holds no libtorch and was passed over",
            "set " + OWN_LIBRARY + " to the folder that libtorch_cpu lies in, or unset it");
  }

  private static boolean hasCuda(Path library) {
    return Files.exists(library.resolve("libtorch_cuda.so"))
        || Files.exists(library.resolve("torch_cuda.dll"));
  }

  private static Diagnosis devices() {
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    if (gpus > 0) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < gpus; i++) {
        names.add(gpu(i));
      }
      return Diagnosis.ok(DEVICES, "cpu, " + String.join(", ", names));
    }
    if (Files.exists(DRIVER)) {
      return Diagnosis.note(
          DEVICES, "cpu; an NVIDIA driver is there, but the engine sees no GPU", gpuBuild());
    }
    return Diagnosis.ok(
        DEVICES, "cpu; no NVIDIA driver, so no GPU. Training on one takes " + gpuBuild());
  }

  /** What a GPU needs beside itself, as docs/dependencies.md explains. */
  private static String gpuBuild() {
    String libtorch = Engine.getEngine("PyTorch").getVersion();
    return String.format(
        Locale.ROOT,
        "a driver for CUDA 12.8, and libtorch %s+%s (of pytorch.org, or of pip's torch==%s) named by"
            + " PYTORCH_LIBRARY_PATH=its lib folder, PYTORCH_VERSION=%s and PYTORCH_FLAVOR=%s, the one"
            + " that ai.djl.pytorch:pytorch-jni:%s-%s has glue for; see docs/dependencies.md",
        libtorch,
        CUDA,
        libtorch,
        libtorch,
        CUDA,
        libtorch,
        Engine.getDjlVersion());
  }

  private static String gpu(int index) {
    return String.format(
        Locale.ROOT,
        "gpu:%d (compute capability %.1f, %.1f GiB)",
        index,
        Integer.parseInt(CudaUtils.getComputeCapability(index)) / 10.0,
        CudaUtils.getGpuMemory(Device.gpu(index)).getMax() / (1024.0 * 1024 * 1024));
  }

  /** Computes in bfloat16, and tells whether the hardware does so by itself. */
  private static Diagnosis precision() {
    Device device = Engine.getEngine("PyTorch").getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
    try (NDManager scope = NDManager.newBaseManager(device, "PyTorch")) {
      Kernels kernels = Kernels.on(device);
      NDArray half = kernels.cast(scope, scope.ones(new Shape(2)), Precision.BF16);
      float back = kernels.cast(scope, half, Precision.FP32).getFloat(0);
      if (back != 1) {
        throw new IllegalStateException("1 became " + back + " in bfloat16");
      }
    }
    boolean fast = Precisions.hasBfloat16(device);
    return Diagnosis.ok(
        PRECISION,
        (fast ? "bf16 in hardware, taken by --precision auto" : "fp32, taken by --precision auto")
            + "; processor: "
            + features());
  }

  private static String features() {
    if (!Files.isReadable(CPU_INFO)) {
      return "not told by this system";
    }
    Stream<String> words =
        TextLines.of(CPU_INFO).stream()
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .limit(1)
            .flatMap(line -> Stream.of(line.split("\\s+")));
    TreeSet<String> known = new TreeSet<>();
    words.filter(((Predicate<String>) FEATURES::contains)).forEach(known::add);
    return known.isEmpty() ? "none of " + FEATURES : String.join(" ", known);
  }
}
