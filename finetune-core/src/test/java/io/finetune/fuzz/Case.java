package io.finetune.fuzz;

import io.finetune.fuzz.Sound.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A bad file, or one that might be.
 *
 * @param sound what it was made of
 * @param how what was done to it
 * @param bytes its content
 * @param mayBe what reading it may come to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Case(Sound sound, String how, byte[] bytes, Outcome mayBe) {

  /** What reading may come to; nothing else ever may. */
  enum Outcome {
    /** It is refused: whoever reads this has been fooled. */
    REFUSED,
    /** It is refused, or what is read is as in the sound file: checksums cover the rest. */
    REFUSED_OR_AS_SOUND,
    /** It is refused or read, and what is read is whole. */
    REFUSED_OR_WHOLE
  }

  /** Every byte of the small files: the file cut there, and the byte replaced by each of these. */
  private static final int[] REPLACEMENTS = {0x00, 0xFF, 0x80};

  private static final int TRIES = 1 + REPLACEMENTS.length;

  /** Makes the cases of a run: first every byte of the small files, then whatever chance brings. */
  static final class Source {

    private final List<Sound> all;
    private final List<Sound> small;
    private final long seed;

    Source(long seed) throws IOException {
      this.all = Sound.all();
      this.small = all.stream().filter(Sound::small).toList();
      this.seed = seed;
    }

    /** How many cases there are before chance begins. */
    long systematic() {
      return small.stream().mapToLong(sound -> sound.bytes().length * (long) TRIES).sum();
    }

    /** The case of a number, always the same for the seed. */
    Case number(long number) throws IOException {
      long left = number;
      for (Sound sound : small) {
        long here = sound.bytes().length * (long) TRIES;
        if (left < here) {
          return ofByte(sound, (int) (left / TRIES), (int) (left % TRIES));
        }
        left -= here;
      }
      SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
      Sound sound = all.get(random.nextInt(all.size()));
      return switch (sound.kind()) {
        case TORCH_ZIP -> torchZip(sound, random);
        case TORCH_LEGACY -> legacy(sound, random);
        case SAFETENSORS -> safetensors(sound, random);
        case DJL_PARAMS, MXNET_PARAMS -> bytes(sound, random);
        case GZIP -> gzip(sound, random);
        case ARCHIVE -> archive(sound, random);
      };
    }
  }

  private static Case ofByte(Sound sound, int at, int way) {
    if (way == 0) {
      // DJL's files do not say how many parameters they have: a beginning may look whole.
      Outcome mayBe =
          sound.kind() == Kind.DJL_PARAMS ? Outcome.REFUSED_OR_AS_SOUND : Outcome.REFUSED;
      return new Case(sound, "cut at " + at, Arrays.copyOf(sound.bytes(), at), mayBe);
    }
    byte[] bytes = sound.bytes().clone();
    bytes[at] = (byte) REPLACEMENTS[way - 1];
    boolean checked = sound.kind() == Kind.TORCH_ZIP || sound.kind() == Kind.GZIP;
    return new Case(
        sound,
        "byte " + at + " is " + bytes[at],
        bytes,
        checked ? Outcome.REFUSED_OR_AS_SOUND : Outcome.REFUSED_OR_WHOLE);
  }

  private static Case any(Sound sound, String how, byte[] bytes) {
    return new Case(sound, how, bytes, Outcome.REFUSED_OR_WHOLE);
  }

  private static Case bytes(Sound sound, SplittableRandom random) {
    return any(sound, "bytes", ByteMutations.some(sound.bytes(), random));
  }

  private static Case torchZip(Sound sound, SplittableRandom random) {
    List<ZipBytes.Item> items = new ArrayList<>(ZipBytes.items(sound.bytes()));
    return switch (random.nextInt(10)) {
      case 0 -> bytes(sound, random);
      case 1 -> any(sound, "zip headers", ZipBytes.lying(sound.bytes(), random));
      case 2 -> any(sound, "zip64", ZipBytes.zip64(ZipBytes.of(items), random));
      case 3 -> any(sound, "zip entries", ZipBytes.of(ZipBytes.shuffled(items, random)));
      case 4 -> {
        setPickle(items, PickleMutations.forbidden(pickle(items), random));
        yield new Case(sound, "forbidden call", ZipBytes.of(items), Outcome.REFUSED);
      }
      default -> {
        setPickle(items, PickleMutations.some(pickle(items), random));
        yield any(sound, "pickle", ZipBytes.of(items));
      }
    };
  }

  private static int pickleAt(List<ZipBytes.Item> items) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).name().endsWith("/data.pkl")) {
        return i;
      }
    }
    throw new AssertionError("every sound file has a pickle");
  }

  private static List<byte[]> pickle(List<ZipBytes.Item> items) {
    return Pickle.opcodes(items.get(pickleAt(items)).data(), 0);
  }

  private static void setPickle(List<ZipBytes.Item> items, byte[] pickle) {
    int at = pickleAt(items);
    items.set(at, items.get(at).withData(pickle));
  }

  /** Five pickles, the first of them the magic number, and the storages. */
  private static Case legacy(Sound sound, SplittableRandom random) {
    if (random.nextInt(5) == 0) {
      return bytes(sound, random);
    }
    boolean forbidden = random.nextInt(5) == 0;
    int chosen = forbidden || random.nextBoolean() ? 3 : random.nextInt(1, 5);
    Bytes out = new Bytes();
    int at = 0;
    for (int number = 0; number < 5; number++) {
      List<byte[]> ops = Pickle.opcodes(sound.bytes(), at);
      byte[] whole = Pickle.joined(ops);
      at += whole.length;
      if (number != chosen) {
        out.raw(whole);
      } else {
        out.raw(
            forbidden ? PickleMutations.forbidden(ops, random) : PickleMutations.some(ops, random));
      }
    }
    out.raw(Arrays.copyOfRange(sound.bytes(), at, sound.bytes().length));
    return new Case(
        sound,
        forbidden ? "forbidden call" : "pickle " + chosen,
        out.done(),
        forbidden ? Outcome.REFUSED : Outcome.REFUSED_OR_WHOLE);
  }

  private static Case safetensors(Sound sound, SplittableRandom random) {
    return random.nextInt(4) == 0
        ? bytes(sound, random)
        : any(sound, "header", JsonMutations.some(sound.bytes(), random));
  }

  private static Case gzip(Sound sound, SplittableRandom random) throws IOException {
    return switch (random.nextInt(3)) {
      case 0 -> bytes(sound, random);
      case 1 -> any(sound, "gzip bomb", Sound.gzip(new byte[1 << random.nextInt(24)]));
      default ->
          any(
              sound,
              "gzip of pickle",
              Sound.gzip(
                  Sound.torchZip(PickleMutations.some(new ArrayList<>(Pickle.small()), random))));
    };
  }

  private static Case archive(Sound sound, SplittableRandom random) throws IOException {
    if (sound.bytes()[0] == 'P') {
      return switch (random.nextInt(4)) {
        case 0 -> bytes(sound, random);
        case 1 -> any(sound, "zip headers", ZipBytes.lying(sound.bytes(), random));
        case 2 -> any(sound, "zip64", ZipBytes.zip64(sound.bytes(), random));
        default -> {
          List<ZipBytes.Item> items = ZipBytes.items(sound.bytes());
          yield any(sound, "zip entries", ZipBytes.of(ZipBytes.shuffled(items, random)));
        }
      };
    }
    boolean packed = sound.bytes()[0] == 0x1F;
    byte[] tar = TarBytes.mutated(random);
    return switch (random.nextInt(3)) {
      case 0 -> bytes(sound, random);
      case 1 -> any(sound, "tar entries", packed ? Sound.gzip(tar) : tar);
      default -> {
        byte[] damaged = ByteMutations.some(tar, random);
        yield any(sound, "tar bytes", packed ? Sound.gzip(damaged) : damaged);
      }
    };
  }
}
