package io.finetune.data;

import io.finetune.DataException;
import io.finetune.FileContent;
import io.finetune.image.ImageDecoder;
import io.finetune.image.PngChunks;
import io.finetune.region.Rle;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A PNG whose pixels are numbers of objects: grayscale, or with a palette that is there to make the
 * numbers visible. Read with the JDK, because OpenCV turns a palette into its colours.
 *
 * @param height rows
 * @param width columns
 * @param regions the pixels of each object by its number, without the background's 0; read-only
 */
record IndexPng(int height, int width, SortedMap<Integer, Rle> regions) {

  private static final int BACKGROUND = 0;
  private static final int MAX_FILE_BYTES = 1 << 29;

  // The header is the first chunk: width and height of 4 bytes each, bits of a sample, colour type.
  private static final int PIXELS_ACROSS = 16;
  private static final int GRAYSCALE = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GRAYSCALE_ALPHA = 4;

  IndexPng {
    regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read, is no intact PNG, has colours instead of numbers,
   *     or declares more than {@link ImageDecoder#MAX_PIXELS} pixels
   */
  static IndexPng read(Path file) {
    try {
      byte[] content = FileContent.read(file, MAX_FILE_BYTES);
      requireNumbers(content);
      Raster raster = raster(content);
      return of(raster.getHeight(), raster.getWidth(), raster);
    } catch (IOException | RuntimeException e) { // the JDK's reader meets damage with either
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Mask %s cannot be read as a PNG whose pixels are numbers of objects (%s); restore"
                  + " the file.",
              file,
              e),
          e);
    }
  }

  /**
   * The JDK's reader sets memory aside for what the header declares, and compares no checksum; so
   * that is done before.
   */
  private static void requireNumbers(byte[] content) throws IOException {
    Optional<String> flaw = PngChunks.flaw(content);
    if (flaw.isPresent()) {
      throw new IOException(flaw.get());
    }
    ByteBuffer header = ByteBuffer.wrap(content, PIXELS_ACROSS, 10);
    int width = header.getInt();
    int height = header.getInt();
    byte bits = header.get();
    byte colours = header.get();
    if (colours == GRAYSCALE_ALPHA) {
      throw new IOException("gray with transparency");
    } else if (colours != GRAYSCALE && colours != PALETTE) {
      throw new IOException("colours of " + (colours == RGB ? 3 : 4) + " channels");
    }
    long bytes = (long) height * width * (bits == 16 ? 2 : 1);
    if (height < 1 || width < 1 || bytes > ImageDecoder.MAX_PIXELS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%d x %d pixels, expected 1 to %d in all, half as many of 16 bits",
              height,
              width,
              ImageDecoder.MAX_PIXELS));
    }
  }

  private static Raster raster(byte[] content) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      return reader.read(0).getRaster();
    } finally {
      reader.dispose();
    }
  }

  private static IndexPng of(int height, int width, Raster raster) {
    Map<Integer, Runs> runs = new HashMap<>();
    int[] column = new int[height];
    int current = BACKGROUND;
    for (int x = 0; x < width; x++) { // column by column, as COCO counts runs
      raster.getSamples(x, 0, 1, height, 0, column);
      for (int y = 0; y < height; y++) {
        if (column[y] != current) {
          turn(runs, current, x * height + y);
          turn(runs, column[y], x * height + y);
          current = column[y];
        }
      }
    }
    SortedMap<Integer, Rle> regions = new TreeMap<>();
    runs.forEach((number, turns) -> regions.put(number, turns.end(height, width)));
    return new IndexPng(height, width, regions);
  }

  private static void turn(Map<Integer, Runs> runs, int number, int at) {
    if (number != BACKGROUND) {
      runs.computeIfAbsent(number, key -> new Runs()).turn(at);
    }
  }

  /** The runs of one object so far: each turn begins or ends a piece of it. */
  private static final class Runs {
    private int[] lengths = new int[16];
    private int count;
    private int last;

    void turn(int at) {
      if (count == lengths.length) {
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      lengths[count++] = at - last;
      last = at;
    }

    Rle end(int height, int width) {
      if (last < height * width) {
        turn(height * width);
      }
      return Rle.of(height, width, Arrays.copyOf(lengths, count));
    }
  }
}
