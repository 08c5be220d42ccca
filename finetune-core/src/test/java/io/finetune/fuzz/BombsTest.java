package io.finetune.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.finetune.WeightException;
import io.finetune.weight.TensorType;
import io.finetune.weight.Weights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that would become large in memory, or take for ever, each by another way. */
class BombsTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SECONDS = 5;
  private static final long MB = 1L << 20;

  @TempDir Path temp;

  /** Refused for the reason, in a moment, and with memory of the order of the file. */
  private String refused(String reason, byte[] content) throws Exception {
    Path file = Files.write(temp.resolve("bomb.bin"), content);
    return refused(reason, file, 4 * MB + 256L * content.length);
  }

  private static String refused(String reason, Path file, long mostAllocated) throws Exception {
    String message =
        measured(
            mostAllocated,
            () -> assertThrows(WeightException.class, () -> Weights.read(file)).getMessage());
    assertTrue(message.contains(reason), message);
    return message;
  }

  private static <T> T measured(long mostAllocated, Callable<T> work) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    T result = work.call();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < mostAllocated, allocated + " bytes");
    assertTrue(System.nanoTime() - start < SECONDS * 1_000_000_000, "it takes too long");
    return result;
  }

  private static byte[] zip(Stream<byte[]> opcodes) {
    return Sound.torchZip(Pickle.joined(opcodes.toList()));
  }

  private static Stream<byte[]> times(int count, byte[]... opcodes) {
    return Collections.nCopies(count, List.of(opcodes)).stream().flatMap(List::stream);
  }

  /** The same of several parts, and the STOP. */
  private static byte[] ended(Stream<Stream<byte[]>> parts) {
    return zip(Stream.concat(parts.flatMap(part -> part), times(1, Pickle.op('.'))));
  }

  private static Stream<byte[]> pairs(int count) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(i -> Stream.of(Pickle.text("k" + i), Pickle.op('N'), Pickle.op(0x86)));
  }

  /** The sound dictionary of two tensors, without its STOP, recalled by 'h' 3. */
  private static Stream<byte[]> sound() {
    List<byte[]> ops = Pickle.small();
    return Stream.concat(ops.subList(0, ops.size() - 1).stream(), Stream.of(Pickle.op('q', 3)));
  }

  @Test
  void listsAndStatesAreNotCopiedAgainAndAgain() throws Exception {
    byte[] call = Pickle.global("collections", "OrderedDict");
    Stream<byte[]> list = Stream.of(Pickle.op(']'), Pickle.op('q', 1), Pickle.op('('));
    refused(
        "again and again",
        ended(
            Stream.of(
                list,
                pairs(2000),
                times(1, Pickle.op('e')),
                times(2000, call, Pickle.op('h', 1), Pickle.op(0x85), Pickle.op('R')))));

    byte[] shell = Pickle.global("argparse", "Namespace");
    Stream<byte[]> dict = Stream.of(Pickle.op('}'), Pickle.op('q', 1), Pickle.op('('));
    Stream<byte[]> entries =
        IntStream.range(0, 2000).boxed().flatMap(i -> Stream.of(Pickle.text("k" + i), shell));
    refused(
        "again and again",
        ended(
            Stream.of(
                dict,
                entries,
                times(1, Pickle.op('u')),
                times(
                    2000,
                    shell,
                    Pickle.op(')'),
                    Pickle.op(0x81),
                    Pickle.op('h', 1),
                    Pickle.op('b')))));
  }

  @Test
  void dictionariesThatOccurInManyPlacesDoNotMultiply() throws Exception {
    Stream<byte[]> doubled =
        times(
            40,
            Pickle.op('}'),
            Pickle.text("a"),
            Pickle.op('h', 3),
            Pickle.op('s'),
            Pickle.text("b"),
            Pickle.op('h', 3),
            Pickle.op('s'),
            Pickle.op('q', 3));
    refused("too deep, too often", ended(Stream.of(sound(), doubled)));
    Stream<byte[]> itself = Stream.of(Pickle.text("c"), Pickle.op('h', 3), Pickle.op('s'));
    refused("too deep, too often", ended(Stream.of(sound(), itself)));
  }

  @Test
  void aLongNameDoesNotMultiply() throws Exception {
    Stream<byte[]> names =
        IntStream.range(0, 400)
            .boxed()
            .flatMap(i -> Stream.of(Pickle.text("t" + i), Pickle.op('h', 4), Pickle.op('s')));
    byte[] file =
        ended(
            Stream.of(
                Stream.of(Pickle.op('}'), Pickle.text("n".repeat(100_000)), Pickle.op('}')),
                Stream.of(Pickle.text("b")),
                Pickle.tensor("b", "1", 3, 3).stream().skip(1),
                Stream.of(Pickle.op('q', 4), Pickle.op('s')),
                names,
                Stream.of(Pickle.op('s'))));
    refused("names", file);
  }

  @Test
  void viewsDoNotMultiply() throws Exception {
    List<byte[]> ops = Pickle.small();
    // Shape and stride of a: 2 x 2 of stride 2, 1 becomes 16384 x 16384 of stride 0, 0.
    byte[] large = new Bytes().raw('J').little(4, 1 << 14).done();
    int shape = indexOfSecondMark(ops) + 1;
    ops.set(shape, large);
    ops.set(shape + 1, large);
    ops.set(shape + 4, Pickle.op('K', 0));
    ops.set(shape + 5, Pickle.op('K', 0));
    refused("expand to far more", zip(ops.stream()));

    List<byte[]> wide = Pickle.small();
    wide.addAll(indexOfSecondMark(wide) + 1, Collections.nCopies(5000, Pickle.op('K', 1)));
    refused("dimensions", zip(wide.stream()));
  }

  /** The mark that opens the shape of the first tensor: after the storage and the offset. */
  private static int indexOfSecondMark(List<byte[]> ops) {
    int at = 0;
    while (ops.get(at)[0] != 'Q') {
      at++;
    }
    return at + 2;
  }

  @Test
  void gzipDoesNotExplode() throws Exception {
    refused("expands to more than 268435456", Sound.gzip(new byte[300 << 20]));
  }

  @Test
  void zipRecordsMayNotLieInsideEachOther() throws Exception {
    int records = 30;
    byte[] block = new byte[50_000];
    List<byte[]> names = new ArrayList<>();
    Bytes directory = new Bytes();
    for (int i = records - 1; i >= 0; i--) {
      byte[] name = new Bytes().text("a/data/" + i).done();
      names.add(0, name);
      block = new Bytes().raw(local(name, block)).raw(name).raw(block).done();
    }
    long offset = 0;
    byte[] rest = block;
    Bytes pickle = new Bytes().raw(0x80, 2, '}', '(');
    for (int i = 0; i < records; i++) {
      byte[] name = names.get(i);
      int start = 30 + name.length;
      byte[] data = Arrays.copyOfRange(rest, start, rest.length);
      directory.raw(central(name, data, offset)).raw(name);
      pickle.raw(Pickle.joined(bytesTensor("t" + i, i, data.length)));
      offset += start;
      rest = data;
    }
    byte[] ops = pickle.raw('u', '.').done();
    byte[] name = new Bytes().text("a/data.pkl").done();
    long at = block.length;
    Bytes file = new Bytes().raw(block).raw(local(name, ops)).raw(name).raw(ops);
    directory.raw(central(name, ops, at)).raw(name);
    long start = file.size();
    file.raw(directory.done()).raw('P', 'K', 5, 6).little(4, 0).little(2, 31).little(2, 31);
    file.little(4, directory.size()).little(4, start).little(2, 0);
    refused("overlap", file.done());
  }

  private static byte[] local(byte[] name, byte[] data) {
    return new Bytes().raw('P', 'K', 3, 4).raw(facts(name, data)).done();
  }

  private static byte[] central(byte[] name, byte[] data, long offset) {
    Bytes out = new Bytes().raw('P', 'K', 1, 2).little(2, 20).raw(facts(name, data));
    return out.little(8, 0).little(2, 0).little(4, offset).done();
  }

  private static byte[] facts(byte[] name, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    Bytes out = new Bytes().little(2, 20).little(2, 0).little(2, 0).little(4, 0);
    out.little(4, crc.getValue()).little(4, data.length).little(4, data.length);
    return out.little(2, name.length).little(2, 0).done();
  }

  private static List<byte[]> bytesTensor(String name, int key, int length) {
    byte[] size = new Bytes().raw('J').little(4, length).done();
    return List.of(
        Pickle.text(name),
        Pickle.global("torch._utils", "_rebuild_tensor_v2"),
        Pickle.op('(', '(', 'X', 7, 0, 0, 0, 's', 't', 'o', 'r', 'a', 'g', 'e'),
        Pickle.global("torch", "ByteStorage"),
        Pickle.text(Integer.toString(key)),
        Pickle.text("cpu"),
        size,
        Pickle.op('t', 'Q', 'K', 0, '('),
        size,
        Pickle.op('t', '(', 'K', 1, 't', 0x89, ')', 't', 'R'));
  }

  @Test
  void opcodesAreCounted() throws Exception {
    refused("opcodes", ended(Stream.of(times(1_500_000, Pickle.op('}')))));
  }

  @Test
  void keysOfOneHashAreNoTrap() throws Exception {
    String same = "Aa".repeat(14);
    Stream<byte[]> texts =
        IntStream.range(0, 1 << 14)
            .boxed()
            .flatMap(i -> Stream.of(Pickle.text(sameHash(i)), Pickle.op('N')));
    Stream<byte[]> numbers =
        IntStream.range(1, 1 << 14)
            .mapToObj(i -> ((long) i << 32) | Integer.toUnsignedLong(i ^ same.hashCode()))
            .flatMap(value -> Stream.of(Pickle.integer(value), Pickle.op('N')));
    assertEquals(same.hashCode(), sameHash(4711).hashCode());
    refused(
        "no tensors",
        ended(
            Stream.of(
                Stream.of(Pickle.op('}'), Pickle.op('(')),
                texts,
                numbers,
                times(1, Pickle.op('u')))));
  }

  private static String sameHash(int bits) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      out.append((bits >> i & 1) == 0 ? "Aa" : "BB");
    }
    return out.toString();
  }

  @Test
  void aKeyIsSetOnceAndWhatIsNamedCannotSteerATerminal() throws Exception {
    Stream<byte[]> again = Stream.of(Pickle.text("a"), Pickle.op('N'), Pickle.op('s'));
    refused("the key a twice", ended(Stream.of(sound(), again)));
    String message =
        refused(
            "\\u001B",
            ended(Stream.of(Stream.of(Pickle.global("os\u001b[2J\u202e", "x".repeat(9999))))));
    assertFalse(message.contains("\u001b") || message.contains("\u202e"), message);
    assertTrue(message.length() < 1500, message.length() + " characters");
  }

  private Path sparse(byte[] head, long size, byte[] tail) throws IOException {
    Path file = temp.resolve("sparse.bin");
    Files.deleteIfExists(file);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      out.write(ByteBuffer.wrap(head));
      out.write(ByteBuffer.wrap(tail), size - tail.length);
    }
    return file;
  }

  @Test
  void gigabytesOfNothingAreNotReadIntoMemory() throws Exception {
    byte[] magic = Arrays.copyOf(legacy(), 15);
    byte[] text = new Bytes().raw(magic).raw('X').little(4, 2_000_000_000).done();
    refused("longer than", sparse(text, 3L << 30, new byte[1]), MB);
    byte[] global = new Bytes().raw(magic).raw('c').done();
    refused("longer than", sparse(global, 3L << 30, new byte[1]), MB);
    byte[] header = new Bytes().little(8, 99_000_000).text("{\"").done();
    refused("header length", sparse(header, 3L << 30, new byte[1]), MB);
    Bytes name = new Bytes().little(8, 0x112).little(8, 0).little(8, 1).little(4, 0xF993FAC9L);
    name.little(4, 0).little(4, 1).little(8, 4).little(8, 0).little(4, 3).little(4, 0);
    byte[] params = name.little(8, 1).little(8, 2_000_000_000).done();
    refused("declares 2000000000 bytes", sparse(params, 3L << 30, new byte[1]), MB);
    byte[] end =
        new Bytes().raw('P', 'K', 5, 6).little(8, 0).little(4, 1 << 30).little(6, 0).done();
    refused("zip directory", sparse(new Bytes().raw('P', 'K', 3, 4).done(), 3L << 30, end), MB);
  }

  private static byte[] legacy() throws IOException {
    return Sound.all().stream()
        .filter(sound -> sound.small() && sound.kind() == Sound.Kind.TORCH_LEGACY)
        .findFirst()
        .orElseThrow()
        .bytes();
  }

  @Test
  void aFileOfManyGigabytesAndTensorsIsSeenThroughFewMappings() throws Exception {
    int tensors = 70_000; // more than the mappings a process may have
    long large = 3L << 30;
    Path whole = sparseTensors(entry(0, large), large, tensors);
    refused("most read here is 2147483647", whole, 200 * MB);
    int before = mappings();
    String halves = entry(0, large / 2) + ",\"more\":" + entry(large / 2, large);
    Path file = sparseTensors(halves, large, tensors);
    Weights weights = measured(200 * MB, () -> Weights.read(file));
    assertEquals(tensors + 2, weights.tensors().size());
    assertEquals(TensorType.U8, weights.tensors().get("t7").type());
    assertEquals(7, weights.tensors().get("t" + (tensors - 1)).data().get());
    assertTrue(mappings() - before < 20, mappings() + " mappings, before " + before);
  }

  private Path sparseTensors(String first, long large, int tensors) throws IOException {
    StringBuilder header = new StringBuilder("{\"large\":" + first);
    for (int i = 0; i < tensors; i++) {
      header.append(",\"t").append(i).append("\":").append(entry(large + i, large + i + 1));
    }
    header.append("}");
    byte[] head = new Bytes().little(8, header.length()).text(header.toString()).done();
    return sparse(head, head.length + large + tensors, new byte[] {7});
  }

  private static String entry(long begin, long end) {
    return String.format(
        Locale.ROOT,
        "{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}",
        end - begin,
        begin,
        end);
  }

  /** Mappings of this process; 0 where the system does not tell. */
  private static int mappings() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    return Files.exists(maps) ? Files.readAllLines(maps).size() : 0;
  }
}
