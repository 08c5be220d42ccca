package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.Bytes.cut;
import static io.finetune.fault.Bytes.join;
import static io.finetune.fault.Bytes.picture;
import static io.finetune.fault.Bytes.put;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Images that are cut off, are something else, declare absurd sizes, or are merely unusual. */
final class BrokenImageFiles {

  private static final Outcome DAMAGED = refused("is a damaged or unsupported [A-Z]+");
  private static final Outcome NO_IMAGE =
      refused("is no JPEG, PNG, BMP, GIF, WebP or TIFF, or ends");
  private static final Outcome HUGE =
      refused("declares \\d+ x \\d+ pixels .* expected 1 to 178956970");
  private static final Outcome AS_DRAWN = read("40x64 red");
  private static final int HUGE_SIDE = 60_000;

  private BrokenImageFiles() {}

  static List<BrokenInput> all() {
    return Stream.of(truncated(), wrong(), huge(), unusual()).flatMap(List::stream).toList();
  }

  private static BrokenInput row(
      Category category, String name, String file, byte[] content, Outcome outcome) {
    return new BrokenInput(category, name, ImageLook.file(file, content), ImageLook::at, outcome);
  }

  private static List<BrokenInput> truncated() {
    List<BrokenInput> rows = new ArrayList<>();
    for (String file :
        List.of(
            "rgb.jpg",
            "progressive.jpg",
            "rgb16.png",
            "palette.png",
            "rgb.webp",
            "lossy.webp",
            "rgb.bmp",
            "palette.gif",
            "rgb.tif")) {
      for (double share : new double[] {0.02, 0.5, 1}) {
        String left = share == 1 ? "all but a byte" : (int) (100 * share) + " %";
        Outcome outcome = refused(DAMAGED.pattern() + "|" + NO_IMAGE.pattern());
        rows.add(
            row(
                Category.TRUNCATED_IMAGE,
                file + ", " + left,
                file,
                cut(picture(file), share),
                outcome));
      }
    }
    return rows;
  }

  private static List<BrokenInput> wrong() {
    Category is = Category.WRONG_IMAGE;
    byte[] zip = Bytes.of('P', 'K', 3, 4, 20, 0, 0, 0, 8, 0);
    byte[] heic = join(Bytes.int32(24), Bytes.text("ftypheic"), new byte[12]);
    byte[] bigTiff = join(Bytes.of('I', 'I', 43, 0, 8, 0, 0, 0), new byte[64]);
    return List.of(
        row(is, "zero bytes", "a.jpg", new byte[0], refused("\\(0 bytes\\) is no JPEG")),
        row(is, "one byte", "a.png", new byte[1], NO_IMAGE),
        row(is, "a start marker only", "a.jpg", Bytes.of(0xFF, 0xD8), NO_IMAGE),
        row(is, "a signature only", "a.png", cut(picture("rgb16.png"), 8.0 / 228), NO_IMAGE),
        row(is, "a megabyte of zeros", "a.jpg", new byte[1 << 20], NO_IMAGE),
        row(is, "text", "notes.jpg", Bytes.text("not an image"), NO_IMAGE),
        row(is, "a web page", "a.png", Bytes.text("<!DOCTYPE html><html>404</html>"), NO_IMAGE),
        row(is, "SVG", "a.png", Bytes.text("<svg width='60000' height='60000'/>"), NO_IMAGE),
        row(is, "ZIP", "a.jpg", zip, NO_IMAGE),
        row(is, "HEIC", "a.jpg", heic, NO_IMAGE),
        row(is, "BigTIFF", "a.tif", bigTiff, NO_IMAGE),
        row(is, "a pointer of Git LFS", "a.jpg", Bytes.text("version https://git-lfs"), NO_IMAGE),
        row(is, "PNG called jpg", "a.jpg", picture("rgb16.png"), AS_DRAWN),
        row(is, "JPEG called png", "a.png", picture("rgb.jpg"), AS_DRAWN),
        row(is, "WebP called gif", "a.gif", picture("rgb.webp"), AS_DRAWN),
        row(is, "an ending in capitals", "A.JPEG", picture("rgb.jpg"), AS_DRAWN),
        row(is, "a BMP of letters", "a.bmp", Bytes.text("BM".repeat(40)), refused("declares")));
  }

  private static List<BrokenInput> huge() {
    Category is = Category.HUGE_IMAGE;
    byte[] little = Bytes.little32(HUGE_SIDE);
    byte[] sides = join(Bytes.little16(HUGE_SIDE), Bytes.little16(HUGE_SIDE));
    byte[] rgb = Png.plain(40, 64, 8, Png.RGB);
    byte[] header = Png.header(HUGE_SIDE, HUGE_SIDE, 8, Png.RGB, 0);
    byte[] negative = Bytes.little32(Integer.MIN_VALUE);
    return List.of(
        row(is, "JPEG", "a.jpg", Jpeg.declaring(picture("rgb.jpg"), HUGE_SIDE, HUGE_SIDE), HUGE),
        row(
            is,
            "progressive",
            "a.jpg",
            Jpeg.declaring(picture("progressive.jpg"), HUGE_SIDE, HUGE_SIDE),
            HUGE),
        row(is, "PNG", "a.png", Png.of(header, Png.zeros(100), Png.end()), HUGE),
        row(is, "BMP", "a.bmp", put(picture("rgb.bmp"), 18, join(little, little)), HUGE),
        row(is, "BMP, -2^31 rows", "a.bmp", put(picture("rgb.bmp"), 22, negative), HUGE),
        row(is, "GIF", "a.gif", put(picture("palette.gif"), 6, sides), HUGE),
        row(is, "TIFF", "a.tif", Tiff.declaring(HUGE_SIDE, HUGE_SIDE), HUGE),
        row(is, "TIFF, tiles", "a.tif", Tiff.tiled(40, 64, HUGE_SIDE, HUGE_SIDE), HUGE),
        row(is, "TIFF, sides of 64 bits", "a.tif", Tiff.wideSides(20_000, 20_000), NO_IMAGE),
        row(is, "TIFF, sides given twice", "a.tif", Tiff.twice(40, 64, HUGE_SIDE, HUGE_SIDE), HUGE),
        row(is, "WebP, canvas", "a.webp", WebP.canvas(HUGE_SIDE, HUGE_SIDE), HUGE),
        row(is, "WebP, lossy", "a.webp", WebP.lossy(16_383, 16_383), HUGE),
        row(is, "WebP, lossless", "a.webp", WebP.lossless(16_384, 16_384), HUGE),
        row(
            is,
            "PNG, one row",
            "a.png",
            Png.of(Png.header(1, Integer.MAX_VALUE, 1, 0, 0), Png.zeros(9), Png.end()),
            HUGE),
        row(
            is,
            "PNG, beyond 2^31",
            "a.png",
            Png.of(Png.header(-1, -1, 8, Png.RGB, 0), Png.zeros(9), Png.end()),
            HUGE),
        row(
            is,
            "just under the limit, no pixels",
            "a.png",
            Png.of(Png.header(13_377, 13_377, 1, 0, 0), Png.zeros(9), Png.end()),
            DAMAGED),
        row(
            is,
            "a line that would be enlarged",
            "a.png",
            Png.plain(1, 300_000, 1, Png.GRAY),
            refused("would be enlarged to 32x9600000, the limit is 178956970")),
        row(
            is,
            "pixels of 60 MB in a picture of 8 KB",
            "a.png",
            Png.of(Png.header(40, 64, 8, Png.RGB, 0), Png.zeros(60_000_000), Png.end()),
            read("40x64 rgb(0,0,0)")),
        row(
            is,
            "a comment of 60 MB, packed",
            "a.png",
            Png.with(rgb, Png.chunk("zTXt", join(Bytes.text("k\0\0"), Png.deflated(60_000_000)))),
            read("40x64 rgb(0,0,0)")),
        row(
            is,
            "a colour profile of 60 MB, packed",
            "a.png",
            Png.with(rgb, Png.chunk("iCCP", join(Bytes.text("k\0\0"), Png.deflated(60_000_000)))),
            read("40x64 rgb(0,0,0)")),
        row(
            is,
            "a chunk that says it has 2 GB",
            "a.png",
            put(rgb, Png.find(rgb, "IDAT"), Bytes.of(0x7F, 0xFF, 0xFF, 0xF0)),
            refused("chunk IDAT at byte 33 says it has 2147483632 bytes, \\d+ are left")),
        row(
            is,
            "a chunk that says it has 4 GB",
            "a.png",
            put(rgb, Png.find(rgb, "IDAT"), Bytes.of(0xFF, 0xFF, 0xFF, 0xF0)),
            refused("chunk IDAT at byte 33 says it has 4294967280 bytes")),
        row(
            is,
            "20,000 scans of 100 megapixels",
            "a.jpg",
            Jpeg.declaring(Jpeg.scans(picture("progressive.jpg"), 20_000), 10_000, 10_000),
            refused("draws its 10000 x 10000 pixels .* in \\d+ scans")));
  }

  private static List<BrokenInput> unusual() {
    Category is = Category.UNUSUAL_IMAGE;
    return List.of(
        row(is, "CMYK JPEG", "a.jpg", picture("cmyk.jpg"), AS_DRAWN),
        // Stored are 200, 40, 40, 255: read as Y, Cb, Cr and K that is C 179, M 0, Y 211.
        row(is, "YCCK JPEG", "a.jpg", Pictures.ycck(), read("40x64 rgb(179,1,212)")),
        row(is, "progressive JPEG", "a.jpg", picture("progressive.jpg"), AS_DRAWN),
        row(is, "gray JPEG", "a.jpg", picture("gray.jpg"), read("40x64 rgb(88,88,88)")),
        row(is, "PNG of 16 bits", "a.png", picture("rgb16.png"), AS_DRAWN),
        row(is, "gray PNG", "a.png", picture("gray.png"), read("40x64 rgb(88,88,88)")),
        row(is, "gray PNG of 16 bits", "a.png", picture("gray16.png"), read("40x64 rgb(88,88,88)")),
        row(
            is,
            "gray PNG with alpha",
            "a.png",
            Png.plain(40, 64, 8, Png.GRAY_ALPHA),
            read("40x64 rgb(0,0,0)")),
        row(
            is,
            "PNG of one bit",
            "a.png",
            Png.plain(40, 64, 1, Png.GRAY),
            read("40x64 rgb(0,0,0)")),
        row(is, "PNG with a palette", "a.png", picture("palette.png"), AS_DRAWN),
        row(
            is,
            "PNG with a palette of one bit",
            "a.png",
            Png.plain(40, 64, 1, Png.PALETTE),
            read("40x64 rgb(9,8,7)")),
        row(is, "PNG with alpha", "a.png", picture("alpha.png"), AS_DRAWN),
        row(is, "interlaced PNG", "a.png", Pictures.interlaced(), AS_DRAWN),
        row(is, "animated PNG", "a.png", Pictures.animatedPng(), AS_DRAWN),
        row(is, "animated PNG behind a still one", "a.png", Pictures.animatedBehind(), AS_DRAWN),
        row(is, "animated GIF", "a.gif", Pictures.animatedGif(), AS_DRAWN),
        row(is, "animated WebP", "a.webp", WebP.animated(), AS_DRAWN),
        row(is, "lossy WebP", "a.webp", picture("lossy.webp"), AS_DRAWN),
        row(is, "GIF", "a.gif", picture("palette.gif"), AS_DRAWN),
        row(is, "BMP of OS/2", "a.bmp", Pictures.coreBitmap(), AS_DRAWN),
        row(is, "BMP from top to bottom", "a.bmp", Pictures.flippedBitmap(), read("40x64 blue")),
        row(is, "TIFF of two pages", "a.tif", Pictures.tiff("LZW", 2), AS_DRAWN),
        row(is, "TIFF packed as ZIP", "a.tif", Pictures.tiff("Deflate", 1), AS_DRAWN),
        row(is, "TIFF packed as PackBits", "a.tif", Pictures.tiff("PackBits", 1), AS_DRAWN),
        row(is, "TIFF packed as JPEG", "a.tif", Pictures.tiff("JPEG", 1), AS_DRAWN));
  }
}
