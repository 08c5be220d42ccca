package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.Bytes.join;
import static io.finetune.fault.Bytes.picture;
import static io.finetune.fault.Bytes.put;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Outcome;
import java.util.List;
import java.util.stream.Stream;

/** Images that are wrong inside: orientations, chunks of PNG, segments of JPEG. */
final class BrokenImageStructures {

  private static final Outcome DAMAGED = refused("is a damaged or unsupported [A-Z]+");
  private static final Outcome AS_DRAWN = read("40x64 red");

  private BrokenImageStructures() {}

  static List<BrokenInput> all() {
    return Stream.of(orientations(), png(), jpeg()).flatMap(List::stream).toList();
  }

  private static BrokenInput orientation(String name, byte[] content, String words) {
    return row(Category.ORIENTATION, name, "a.jpg", content, read(words));
  }

  private static BrokenInput row(
      Category category, String name, String file, byte[] content, Outcome outcome) {
    return new BrokenInput(category, name, ImageLook.file(file, content), ImageLook::at, outcome);
  }

  /** EXIF 2.3, tag 0x112; the picture's quadrants are red, green; blue, yellow. */
  private static List<BrokenInput> orientations() {
    byte[] many = Bytes.repeat(Jpeg.entry(0x112, 3, 1, 1), 3_000);
    byte[] turned = Jpeg.entry(0x112, 3, 1, 6);
    return List.of(
        orientation("1, as it is", Jpeg.exif(Jpeg.orientation(1)), "40x64 red"),
        orientation("2, mirrored", Jpeg.exif(Jpeg.orientation(2)), "40x64 green"),
        orientation("3, by half a turn", Jpeg.exif(Jpeg.orientation(3)), "40x64 yellow"),
        orientation("4, upside down", Jpeg.exif(Jpeg.orientation(4)), "40x64 blue"),
        orientation("5, transposed", Jpeg.exif(Jpeg.orientation(5)), "64x40 red"),
        orientation("6, to the right", Jpeg.exif(Jpeg.orientation(6)), "64x40 blue"),
        orientation("7, transposed the other way", Jpeg.exif(Jpeg.orientation(7)), "64x40 yellow"),
        orientation("8, to the left", Jpeg.exif(Jpeg.orientation(8)), "64x40 green"),
        orientation("0, which is none", Jpeg.exif(Jpeg.orientation(0)), "40x64 red"),
        orientation("9, which is none", Jpeg.exif(Jpeg.orientation(9)), "40x64 red"),
        orientation("65535, which is none", Jpeg.exif(Jpeg.orientation(65_535)), "40x64 red"),
        orientation(
            "a directory past the end", Jpeg.exif(Jpeg.tiff(1 << 30, 1, turned, 0)), "40x64 red"),
        orientation(
            "a directory before the start", Jpeg.exif(Jpeg.tiff(-8, 1, turned, 0)), "40x64 red"),
        orientation(
            "a directory that follows itself", Jpeg.exif(Jpeg.tiff(8, 1, turned, 8)), "64x40 blue"),
        orientation(
            "more entries than there are",
            Jpeg.exif(Jpeg.tiff(8, 65_535, turned, 0)),
            "64x40 blue"),
        orientation("3,000 entries", Jpeg.exif(Jpeg.tiff(8, 3_000, many, 0)), "40x64 red"),
        orientation("cut off", Jpeg.exif(Bytes.part(Jpeg.orientation(6), 0, 12)), "40x64 red"),
        orientation(
            "an entry past the end",
            Jpeg.exif(Jpeg.tiff(8, 1, Jpeg.entry(0x10F, 2, 1 << 30, 1 << 30), 0)),
            "40x64 red"),
        orientation(
            "in both byte orders",
            Jpeg.exif(put(Jpeg.orientation(6), 0, Bytes.of('M', 'M'))),
            "40x64 red"),
        orientation("no metadata", Jpeg.exif(new byte[0]), "40x64 red"));
  }

  private static List<BrokenInput> png() {
    Category is = Category.PNG_STRUCTURE;
    byte[] rgb = picture("rgb16.png");
    byte[] palette = Png.plain(40, 64, 1, Png.PALETTE);
    byte[] header = Bytes.part(rgb, 8, 33);
    byte[] body = Bytes.part(rgb, 33);
    byte[] profile = Png.chunk("iCCP", join(Bytes.text("sRGB\0\0"), Bytes.text("garbage")));
    byte[] exif = Png.chunk("eXIf", Bytes.part(Jpeg.orientation(6), 0, 12));
    byte[] animated = Pictures.animatedPng();
    byte[] largeFrame = Png.chunk("fcTL", Pictures.frame(0, 60_000, 60_000));
    byte[] manyFrames = Png.chunk("acTL", join(Bytes.int32(-1), Bytes.int32(0)));
    return List.of(
        row(
            is,
            "header with a wrong checksum",
            "a.png",
            Png.changed(rgb, "IHDR", 8, 15, false),
            refused("chunk IHDR at byte 8 has a wrong checksum")),
        row(
            is,
            "pixels with a wrong checksum",
            "a.png",
            Png.changed(rgb, "IDAT", 30, 0, false),
            refused("chunk IDAT at byte \\d+ has a wrong checksum")),
        row(
            is,
            "damaged pixels, right checksum",
            "a.png",
            Png.changed(rgb, "IDAT", 0, 1, true),
            DAMAGED),
        row(is, "no end", "a.png", Png.without(rgb, "IEND"), refused("ends before its last chunk")),
        row(is, "no pixels", "a.png", Png.without(rgb, "IDAT"), DAMAGED),
        row(is, "no palette", "a.png", Png.without(palette, "PLTE"), DAMAGED),
        row(
            is,
            "the header second",
            "a.png",
            Png.of(Png.chunk("tIME", new byte[7]), header, body),
            refused("is no JPEG, PNG")),
        row(is, "two headers", "a.png", Png.of(header, header, body), DAMAGED),
        row(is, "7 bits a sample", "a.png", Png.plain(40, 64, 7, Png.GRAY), DAMAGED),
        row(is, "5 as kind of colour", "a.png", Png.plain(40, 64, 8, 5), DAMAGED),
        row(
            is,
            "too few rows",
            "a.png",
            Png.of(Png.header(40, 64, 8, Png.RGB, 0), Png.zeros(193 * 20), Png.end()),
            DAMAGED),
        row(is, "no column", "a.png", Png.plain(40, 0, 8, Png.RGB), refused("declares 40 x 0")),
        row(is, "a colour profile of garbage", "a.png", Png.with(rgb, profile), AS_DRAWN),
        row(
            is,
            "a comment with a wrong checksum",
            "a.png",
            Png.changed(
                Png.with(rgb, Png.chunk("tEXt", Bytes.text("k\0v"))), "tEXt", 0, 'x', false),
            AS_DRAWN),
        row(is, "broken metadata", "a.png", Png.with(rgb, exif), AS_DRAWN),
        row(
            is,
            "an unknown chunk that must be known",
            "a.png",
            Png.with(rgb, Png.chunk("ABCD", new byte[4])),
            DAMAGED),
        row(is, "garbage behind the end", "a.png", join(rgb, new byte[5_000]), AS_DRAWN),
        row(
            is,
            "a frame larger than the animation",
            "a.png",
            Png.of(header, Bytes.part(animated, 33, 53), largeFrame, body),
            AS_DRAWN),
        row(is, "4 billion frames announced", "a.png", Png.with(rgb, manyFrames), AS_DRAWN));
  }

  private static List<BrokenInput> jpeg() {
    Category is = Category.JPEG_STRUCTURE;
    byte[] rgb = picture("rgb.jpg");
    int frame = Jpeg.frame(rgb);
    int huffman = Bytes.find(rgb, 0xFF, 0xC4);
    int quantized = Bytes.find(rgb, 0xFF, 0xDB);
    int scan = Bytes.find(rgb, 0xFF, 0xDA);
    byte[] profile = join(Bytes.text("ICC_PROFILE\0"), Bytes.of(1, 9), new byte[90]);
    byte[] segment = Bytes.part(rgb, frame, huffman);
    return List.of(
        row(is, "garbage behind the end", "a.jpg", join(rgb, new byte[5_000]), AS_DRAWN),
        row(is, "another picture behind the end", "a.jpg", join(rgb, rgb), AS_DRAWN),
        row(
            is,
            "a colour profile of garbage",
            "a.jpg",
            Jpeg.with(rgb, Jpeg.segment(0xE2, profile)),
            AS_DRAWN),
        row(
            is,
            "a comment of 64 KB",
            "a.jpg",
            Jpeg.with(rgb, Jpeg.segment(0xFE, new byte[65_533])),
            AS_DRAWN),
        row(
            is,
            "a segment shorter than its length",
            "a.jpg",
            join(Bytes.of(0xFF, 0xD8, 0xFF, 0xE1, 0, 0), Bytes.part(rgb, 2)),
            refused("is no JPEG|damaged")),
        row(
            is,
            "only fill bytes",
            "a.jpg",
            join(Bytes.of(0xFF, 0xD8), Bytes.repeat(Bytes.of(0xFF), 999)),
            refused("ends within its header")),
        row(is, "no row", "a.jpg", Jpeg.declaring(rgb, 0, 64), refused("declares 0 x 64 pixels")),
        row(
            is,
            "no column",
            "a.jpg",
            Jpeg.declaring(rgb, 40, 0),
            refused("declares 40 x 0 pixels")),
        row(is, "12 bits a sample", "a.jpg", put(rgb, frame + 4, (byte) 12), DAMAGED),
        row(is, "no component", "a.jpg", put(rgb, frame + 9, (byte) 0), DAMAGED),
        row(is, "255 components", "a.jpg", put(rgb, frame + 9, (byte) 255), DAMAGED),
        row(
            is,
            "two frame headers",
            "a.jpg",
            join(Bytes.part(rgb, 0, frame), segment, Bytes.part(rgb, frame)),
            DAMAGED),
        row(is, "no scan", "a.jpg", join(Bytes.part(rgb, 0, scan), Bytes.of(0xFF, 0xD9)), DAMAGED),
        row(
            is,
            "a Huffman table too long",
            "a.jpg",
            put(rgb, huffman + 5, Bytes.repeat(Bytes.of(0xFF), 16)),
            DAMAGED),
        row(
            is,
            "a quantization table that is none",
            "a.jpg",
            put(rgb, quantized + 4, (byte) 0x0F),
            DAMAGED),
        row(is, "lossless", "a.jpg", put(rgb, frame + 1, (byte) 0xC3), DAMAGED),
        // There is no checksum: what is missing at the end of the coefficients comes out gray.
        row(
            is,
            "twice the rows that there are",
            "a.jpg",
            Jpeg.declaring(rgb, 80, 64),
            read("80x64 blue")));
  }
}
