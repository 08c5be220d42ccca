package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.Trees.images;
import static io.finetune.fault.Trees.write;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Maker;
import io.finetune.fault.BrokenInput.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** Folders in Pascal VOC's layout, and masks whose pixels are numbers. */
final class BrokenObjectFolders {

  private static final String SIZE = "<size><width>8</width><height>8</height></size>";
  private static final String BOX =
      "<bndbox><xmin>2</xmin><ymin>2</ymin><xmax>5</xmax><ymax>6</ymax></bndbox>";
  private static final String OBJECT = "<object><name>cat</name>" + BOX + "</object>";
  static final String WHOLE = "<annotation>" + SIZE + OBJECT + "</annotation>";
  private static final String UNUSED = "0 without area, 0 outside of their image";
  private static final Outcome GOOD = read("2 read; 2 read; 2 objects, " + UNUSED + "; no defect");

  private BrokenObjectFolders() {}

  static List<BrokenInput> all() {
    return Stream.of(annotations(), lists(), voc(), masks()).flatMap(List::stream).toList();
  }

  private static BrokenInput voc(String name, Maker more, Outcome outcome) {
    Maker maker =
        root -> {
          intact().make(root);
          more.make(root);
        };
    return new BrokenInput(Category.VOC, name, maker, Trees.objects("voc"), outcome);
  }

  /** Four images of a cat each. */
  static Maker intact() {
    return root -> {
      for (String id : List.of("a", "b", "c", "d")) {
        images(root, "JPEGImages/" + id + ".png");
        write(root, "Annotations/" + id + ".xml", WHOLE);
      }
      write(root, "ImageSets/Main/train.txt", "a\nb\n");
      write(root, "ImageSets/Main/val.txt", "c\nd\n");
    };
  }

  private static BrokenInput xml(String name, byte[] content, Outcome outcome) {
    return voc(name, root -> write(root, "Annotations/a.xml", content), outcome);
  }

  private static BrokenInput xml(String name, String content, Outcome outcome) {
    return xml(name, Bytes.text(content), outcome);
  }

  private static List<BrokenInput> annotations() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      laughs.append("<!ENTITY e" + i + " \"" + ("&e" + (i - 1) + ";").repeat(10) + "\">");
    }
    String entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    String remote = "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">";
    String named = WHOLE.replace("cat", "&x;");
    Outcome refusedType = refused("declares a document type, which is refused");
    Outcome noXml = refused("is no intact XML");
    String deep = "<b>".repeat(200_000) + "</b>".repeat(200_000);
    return List.of(
        xml("a billion laughs", laughs + "]>" + WHOLE.replace("cat", "&e29;"), refusedType),
        xml("an entity that is a file", entity + named, refusedType),
        xml("a document type from the network", remote + WHOLE, refusedType),
        xml("an entity that nobody declared", named, noXml),
        xml("200,000 elements in each other", WHOLE.replace(SIZE, SIZE + deep), GOOD),
        xml("empty", "", noXml),
        xml("text", "cat 2 2 5 6", noXml),
        xml("JSON", "{}", noXml),
        xml("cut in the middle", WHOLE.substring(0, 99), noXml),
        xml("UTF-16", WHOLE.getBytes(StandardCharsets.UTF_16), GOOD),
        xml("a byte order mark and CR LF", "\uFEFF" + WHOLE.replace("><", ">\r\n<"), GOOD),
        xml(
            "no UTF-8",
            Bytes.put(Bytes.text(WHOLE), WHOLE.indexOf("cat"), (byte) 0xFF),
            refused("is no text in the encoding it declares, or in UTF-8")),
        xml(
            "an unknown encoding",
            "<?xml version='1.0' encoding='none'?>" + WHOLE,
            refused("is no text in the encoding it declares.*UnsupportedCharsetException: none")),
        xml(
            "Latin-1, as declared",
            ("<?xml version='1.0' encoding='ISO-8859-1'?>" + WHOLE.replace("cat", "B\u00e4r"))
                .getBytes(StandardCharsets.ISO_8859_1),
            GOOD),
        xml("no size", WHOLE.replace(SIZE, ""), refused("height of the size should be a number")),
        xml("a size of 0", WHOLE.replace("<width>8", "<width>0"), refused("not \"0\"")),
        xml(
            "a size of 10^9",
            WHOLE.replace("<width>8", "<width>1000000000"),
            refused("width of the size should be a number of pixels, not \"1000000000\"")),
        xml("a size of text", WHOLE.replace("<width>8", "<width>eight"), refused("not \"eight\"")),
        xml(
            "another size than the image",
            WHOLE.replace("<width>8", "<width>9"),
            read("2 read; 2 read; 2 objects, " + UNUSED + "; OTHER_SIZE")),
        xml(
            "least and greatest exchanged",
            WHOLE.replace("<xmin>2", "<xmin>7"),
            read("2 read; 2 read; 1 objects, 1 without area, 0 outside of their image; no defect")),
        xml(
            "a box of NaN",
            WHOLE.replace("<xmin>2", "<xmin>NaN"),
            refused("xmin of object 1 should")),
        xml(
            "a box of 1e999",
            WHOLE.replace("<xmax>5", "<xmax>1e999"),
            read("2 read; 2 read; 1 objects, 1 without area, 0 outside of their image; no defect")),
        xml(
            "a box outside",
            WHOLE.replace("<xmin>2", "<xmin>80").replace("<xmax>5", "<xmax>90"),
            read("2 read; 2 read; 1 objects, 0 without area, 1 outside of their image; no defect")),
        xml(
            "no name",
            WHOLE.replace("<name>cat</name>", ""),
            refused("name of object 1 should be")),
        xml(
            "no box",
            WHOLE.replace(BOX, ""),
            refused("xmin of object 1 should be a number, not \"\"")),
        xml(
            "no object",
            WHOLE.replace(OBJECT, ""),
            read("2 read; 2 read; 1 objects, " + UNUSED + "; no defect")));
  }

  private static BrokenInput list(String name, String content, Outcome outcome) {
    return voc(name, root -> write(root, "ImageSets/Main/train.txt", content), outcome);
  }

  private static List<BrokenInput> lists() {
    return List.of(
        list("an empty list", "", refused("no image is listed in .*train.txt")),
        list("a list with a mark and CR LF", "\uFEFFa\r\nb\r\n", GOOD),
        list("an image twice", "a\na\n", refused("image a is listed twice")),
        list("an image of the other list", "a\nc\n", refused("image c is listed twice")),
        list("an image that is not there", "a\nz\n", refused("z.jpg does not exist")),
        list("a path out of the folder", "a\n../../../z\n", refused("outside of the dataset's")),
        list("an absolute path", "a\n/etc/passwd\n", refused("outside of the dataset's")));
  }

  private static List<BrokenInput> voc() {
    return List.of(
        voc(
            "a missing annotation",
            root -> Files.delete(root.resolve("Annotations/a.xml")),
            refused("a.xml cannot be read")),
        voc(
            "a missing image",
            root -> Files.delete(root.resolve("JPEGImages/a.png")),
            refused("a.jpg does not exist")),
        voc(
            "a broken image",
            root -> write(root, "JPEGImages/a.png", "x"),
            read("1 read and 1 skipped; 2 read; 2 objects, " + UNUSED + "; UNREADABLE")),
        voc(
            "no lists, and an image without annotation",
            root -> {
              Trees.shell(root, "rm -r ImageSets");
              images(root, "JPEGImages/e.png");
            },
            read(
                "3 read; 1 read; 3 objects, "
                    + UNUSED
                    + "; no defect; 1 not read, without annotation: JPEGImages/e.png")),
        voc(
            "a mask of another size",
            root -> write(root, "SegmentationObject/a.png", Png.plain(9, 9, 8, Png.GRAY)),
            read("1 read and 1 skipped; 2 read; 1 objects, " + UNUSED + "; UNUSABLE")),
        voc(
            "a mask of colours",
            root -> write(root, "SegmentationObject/a.png", Png.plain(8, 8, 8, Png.RGB)),
            read("1 read and 1 skipped; 2 read; 1 objects, " + UNUSED + "; UNUSABLE")));
  }

  private static BrokenInput mask(String name, byte[] content, Outcome outcome) {
    return new BrokenInput(
        Category.MASK, name, people(content), Trees.objects("pennfudan"), outcome);
  }

  /** Three photographs of a person each, the first with this mask. */
  static Maker people(byte[] mask) {
    return root -> {
      for (String id : List.of("a", "b", "c")) {
        images(root, "PNGImages/" + id + ".png");
        write(root, "PedMasks/" + id + "_mask.png", Pictures.person());
      }
      write(root, "PedMasks/a_mask.png", mask);
    };
  }

  private static List<BrokenInput> masks() {
    byte[] person = Pictures.person();
    byte[] bomb = Png.of(Png.header(60_000, 60_000, 8, 0, 0), Png.zeros(9), Png.end());
    byte[] wide = Png.of(Png.header(13_000, 13_000, 16, 0, 0), Png.zeros(9), Png.end());
    return List.of(
        mask(
            "as it should be",
            person,
            read("2 read; 1 read; 2 objects, " + UNUSED + "; no defect")),
        mask("empty", new byte[0], refused("no PNG signature")),
        mask("a JPEG", Bytes.picture("rgb.jpg"), refused("no PNG signature")),
        mask("cut off", Bytes.cut(person, 0.6), refused("bytes, \\d+ are left|ends before")),
        mask(
            "a wrong checksum",
            Png.changed(person, "IDAT", 2, 0, false),
            refused("IDAT at byte 33 has a wrong checksum")),
        mask(
            "damaged pixels",
            Png.changed(person, "IDAT", 0, 0, true),
            refused("cannot be read as")),
        mask("colours", Png.plain(8, 8, 8, Png.RGB), refused("colours of 3 channels")),
        mask("transparency", Png.plain(8, 8, 8, Png.GRAY_ALPHA), refused("gray with transparency")),
        mask("60000x60000", bomb, refused("60000 x 60000 pixels, expected 1 to 178956970")),
        mask("13000x13000 of 16 bits", wide, refused("13000 x 13000 pixels")),
        mask("no pixels", Png.without(person, "IDAT"), refused("cannot be read as a PNG")));
  }
}
