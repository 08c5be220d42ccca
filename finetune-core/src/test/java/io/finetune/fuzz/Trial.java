package io.finetune.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import io.finetune.DataException;
import io.finetune.WeightException;
import io.finetune.download.Archives;
import io.finetune.fuzz.Case.Outcome;
import io.finetune.fuzz.Sound.Kind;
import io.finetune.weight.Tensor;
import io.finetune.weight.Weights;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** Reads a bad file and judges what comes of it. */
final class Trial {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What reading may allocate, dead objects included: so much, and so many times the file. */
  private static final long ALLOCATION_FLOOR = 4L << 20;

  private static final long ALLOCATION_FACTOR = 256;
  private static final int MOST_UNPACKED = 8 << 20;
  private static final int MOST_MESSAGE = 1500;

  /**
   * What came of it.
   *
   * @param loaded whether it was read
   * @param nanos the processor's time to read or refuse it
   * @param allocated bytes of heap this took, dead objects included
   */
  record Result(boolean loaded, long nanos, long allocated) {}

  /** A promise that was not kept. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  private final Path folder;

  /** Tries in a folder; clears away what a run that was ended left there. */
  Trial(Path folder) throws IOException {
    this.folder = folder;
    Path outside = folder.resolve("outside");
    if (Files.exists(outside)) {
      try (Stream<Path> all = Files.walk(outside)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  Result of(Case tried) throws IOException {
    Path file = folder.resolve("hostile.bin");
    Files.deleteIfExists(file); // a file that is replaced in place would be forced to the disk
    Files.write(file, tried.bytes());
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    boolean loaded =
        tried.sound().kind() == Kind.ARCHIVE ? unpacked(tried, file) : read(tried, file);
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (loaded && tried.mayBe() == Outcome.REFUSED) {
      throw new Broken("it is accepted");
    }
    return new Result(loaded, nanos, THREADS.getCurrentThreadAllocatedBytes() - allocated);
  }

  private static boolean read(Case tried, Path file) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Weights weights;
    try {
      weights = Weights.read(file);
      weights.model();
    } catch (WeightException e) {
      requireFit(e.getMessage());
      return false;
    } finally {
      requireFrugal(tried, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    weights.tensors().forEach(Trial::requireWhole);
    if (tried.mayBe() == Outcome.REFUSED_OR_AS_SOUND) {
      requireAsSound(tried, weights, file);
    }
    if (tried.sound().kind() == Kind.SAFETENSORS) {
      requireAsParsed(tried.bytes(), weights);
    }
    return true;
  }

  private static void requireFrugal(Case tried, long allocated) {
    long size = tried.bytes().length;
    if (tried.sound().kind() == Kind.GZIP) {
      size += unpackedBytes(tried.bytes());
    }
    if (allocated > ALLOCATION_FLOOR + ALLOCATION_FACTOR * size) {
      throw new Broken(allocated + " bytes are allocated for a file of " + size + " bytes");
    }
  }

  /** What a gzip file gives before it breaks; reading stops at a hundred times its size. */
  private static long unpackedBytes(byte[] gzip) {
    long bytes = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      while (bytes < 100L * gzip.length + (1 << 20) && in.read() >= 0) {
        bytes++;
      }
    } catch (IOException e) {
      return bytes; // broken there, for the reader too
    }
    return bytes;
  }

  private static void requireFit(String message) {
    if (message == null || message.length() > MOST_MESSAGE || !message.contains("hostile.bin")) {
      throw new Broken("the message is too long or does not name the file: " + message);
    }
    if (message.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0x202E)) {
      throw new Broken("the message would steer a terminal: " + message);
    }
  }

  private static void requireWhole(String name, Tensor tensor) {
    long bytes = tensor.type().bytes();
    for (long size : tensor.shape()) {
      bytes *= size;
    }
    ByteBuffer data = tensor.data();
    if (data.remaining() != bytes) {
      throw new Broken("tensor " + name + " has " + data.remaining() + " of " + bytes + " bytes");
    }
    new CRC32().update(data); // a page that is not there would be an error here
  }

  private static void requireAsSound(Case tried, Weights weights, Path file) throws IOException {
    Path sound = file.resolveSibling("sound.bin");
    Files.deleteIfExists(sound);
    Files.write(sound, tried.sound().bytes());
    Map<String, Tensor> right = Weights.read(sound).tensors();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              Tensor expected = right.get(name);
              if (expected == null
                  || expected.type() != tensor.type()
                  || !Arrays.equals(expected.shape(), tensor.shape())
                  || !expected.data().equals(tensor.data())) {
                throw new Broken("tensor " + name + " is another than in the sound file");
              }
            });
  }

  /** Reads the header anew, by another parser and in the plainest way. */
  private static void requireAsParsed(byte[] bytes, Weights weights) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) in.getLong();
    JsonObject header =
        JsonParser.parseString(new String(bytes, 8, length, StandardCharsets.UTF_8))
            .getAsJsonObject();
    header.remove("__metadata__");
    if (!header.keySet().equals(weights.tensors().keySet())) {
      throw new Broken("read are the tensors " + weights.tensors().keySet());
    }
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      JsonObject facts = entry.getValue().getAsJsonObject();
      JsonArray offsets = facts.getAsJsonArray("data_offsets");
      int begin = 8 + length + offsets.get(0).getAsInt();
      ByteBuffer data = in.slice(begin, 8 + length + offsets.get(1).getAsInt() - begin);
      Tensor tensor = weights.tensors().get(entry.getKey());
      long[] shape =
          facts.getAsJsonArray("shape").asList().stream()
              .mapToLong(JsonElement::getAsLong)
              .toArray();
      if (!tensor.data().equals(data)
          || !Arrays.equals(tensor.shape(), shape)
          || !tensor.type().name().equals(facts.get("dtype").getAsString())) {
        throw new Broken("tensor " + entry.getKey() + " is not what the header says");
      }
    }
  }

  /** Unpacks an archive where nothing else lies, so that whatever appears outside is seen. */
  private boolean unpacked(Case tried, Path file) throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside/inside"));
    Path target = outside.resolve("data");
    boolean loaded = true;
    try {
      Archives.extract(file, target, MOST_UNPACKED);
    } catch (DataException e) {
      requireFit(e.getMessage());
      loaded = false;
    }
    try (Stream<Path> all = Files.walk(folder.resolve("outside"))) {
      long bytes = 0;
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        boolean plain = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        boolean lock = path.equals(outside.resolve(".data.lock"));
        boolean folders = path.equals(outside) || path.equals(outside.getParent());
        if (!lock && !folders && !(loaded && path.startsWith(target))) {
          throw new Broken("unpacking " + tried.how() + " left " + path);
        }
        bytes += plain ? Files.size(path) : 0;
        if (!lock && !folders) {
          Files.delete(path);
        }
      }
      if (bytes > MOST_UNPACKED) {
        throw new Broken("unpacked are " + bytes + " bytes");
      }
    }
    return loaded;
  }

  /** Files that a pickle would have made, had it been executed. */
  static List<Path> traces(Path... folders) {
    return Stream.of(folders).map(f -> f.resolve("PWNED")).filter(Files::exists).toList();
  }
}
