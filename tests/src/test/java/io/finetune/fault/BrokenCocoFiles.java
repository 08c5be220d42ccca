package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.CocoLook.CATEGORIES;
import static io.finetune.fault.CocoLook.GOOD;
import static io.finetune.fault.CocoLook.IMAGES;
import static io.finetune.fault.CocoLook.object;
import static io.finetune.fault.CocoLook.parts;
import static io.finetune.fault.CocoLook.withObjects;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** Annotation files of COCO: as files, object by object, and what they say of images. */
final class BrokenCocoFiles {

  private static final String WHOLE = withObjects();
  private static final Outcome GOOD_ONE = one("0 without area, 0 outside of their image");
  private static final Outcome GOOD_TWO =
      read(
          "2 images, 0 skipped, 2 objects, 0 without area, 0 outside of their image;"
              + " nothing odd; no defect");

  private BrokenCocoFiles() {}

  static List<BrokenInput> all() {
    return Stream.of(files(), boxes(), segmentations(), images()).flatMap(List::stream).toList();
  }

  private static Outcome one(String leftOut) {
    return read("2 images, 0 skipped, 1 objects, " + leftOut + "; nothing odd; no defect");
  }

  private static Outcome odd(int objects, String leftOut, String odd, String defects) {
    return read(
        "2 images, 0 skipped, " + objects + " objects, " + leftOut + "; " + odd + "; " + defects);
  }

  private static BrokenInput file(String name, byte[] content, Outcome outcome) {
    return new BrokenInput(Category.COCO_FILE, name, CocoLook.json(content), CocoLook::at, outcome);
  }

  private static BrokenInput file(String name, String content, Outcome outcome) {
    return file(name, content.getBytes(StandardCharsets.UTF_8), outcome);
  }

  private static BrokenInput thing(String name, String json, Outcome outcome) {
    return new BrokenInput(Category.COCO_OBJECT, name, CocoLook.json(json), CocoLook::at, outcome);
  }

  private static List<BrokenInput> files() {
    byte[] marked = Bytes.join(Bytes.of(0xEF, 0xBB, 0xBF), Bytes.text(WHOLE));
    String later = WHOLE.substring(1);
    String deep = "[".repeat(1_000_000);
    return List.of(
        file("empty", "", refused("is empty, expected JSON")),
        file("blanks", " \r\n\t ", refused("is empty, expected JSON")),
        file("with a byte order mark", marked, GOOD_ONE),
        file("lines ending in CR LF", WHOLE.replace(", ", ",\r\n"), GOOD_ONE),
        file("UTF-16", WHOLE.getBytes(StandardCharsets.UTF_16), refused("no text in UTF-8")),
        file(
            "UTF-16 without a mark",
            WHOLE.getBytes(StandardCharsets.UTF_16LE),
            refused("no text in UTF-8, maybe in UTF-16; save it as UTF-8")),
        file(
            "Latin-1",
            WHOLE.replace("cat", "Bär").getBytes(StandardCharsets.ISO_8859_1),
            refused("not valid JSON: Invalid UTF-8")),
        file("cut in the middle", WHOLE.substring(0, WHOLE.length() / 2), refused("is cut off")),
        file(
            "without its last byte", WHOLE.substring(0, WHOLE.length() - 1), refused("is cut off")),
        file("a list", "[]", refused("the file is a list, expected an object")),
        file("a number", "7", refused("the file is 7, expected an object")),
        file("two values", WHOLE + WHOLE, refused("what follows the end is an object")),
        file("packed", Bytes.of(0x1F, 0x8B, 8, 0, 0, 0, 0, 0), refused("not valid JSON|no text")),
        file("a web page", "<html></html>", refused("not valid JSON")),
        file("comments", "// mine\n" + WHOLE, refused("not valid JSON")),
        file("single quotes", WHOLE.replace('"', '\''), refused("not valid JSON")),
        file("a comma too many", WHOLE.replace("]}", ",]}"), refused("not valid JSON")),
        file("a million brackets", "{\"x\": " + deep, refused("nesting depth")),
        file(
            "brackets for an outline",
            object("\"segmentation\": " + deep),
            refused("a polygon|number 0 of|nesting depth|finite number")),
        file(
            "a number of 100,000 digits",
            "{\"x\": " + "9".repeat(100_000) + ", " + later,
            refused("not valid JSON: Number value length")),
        file("a list twice", "{\"images\": [], " + later, refused("\"images\" occurs twice")),
        file(
            "a key twice, of which the last counts",
            WHOLE.replace("\"id\": 1,", "\"id\": 7, \"id\": 1,"),
            GOOD_ONE),
        file("unknown keys", "{\"info\": {\"a\": [1, {}]}, " + later, GOOD_ONE),
        file(
            "no images", "{\"annotations\": [], \"categories\": []}", refused("has no \"images\"")),
        file(
            "images that are null",
            parts("null", "[]", CATEGORIES),
            refused("\"images\" is null, expected a list")),
        file("an empty list of images", parts("[]", "[]", CATEGORIES), refused("lists no image")),
        file(
            "no object at all",
            parts(IMAGES, "[]", CATEGORIES),
            refused("no object to learn from")),
        file("no category", parts(IMAGES, "[]", "[]"), refused("both splits need the same")),
        file(
            "a category twice",
            parts(IMAGES, "[]", "[{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]"),
            refused("category id 1 occurs twice")),
        file(
            "a category without name",
            parts(IMAGES, "[]", "[{\"id\": 1}]"),
            refused("the category has no name")));
  }

  private static List<BrokenInput> boxes() {
    String empty = "[box without area: 1 (id 2)]";
    String outside = "[box outside its image: 1 (id 2)]";
    String none = "0 without area, 0 outside of their image";
    String flat = "1 without area, 0 outside of their image";
    return List.of(
        thing("a box of NaN", object("\"bbox\": [NaN, 1, 2, 3]"), refused("0 of bbox is NaN")),
        thing(
            "an infinite box",
            object("\"bbox\": [0, 0, Infinity, 3]"),
            refused("number 2 of bbox is Infinity, expected a finite number")),
        thing(
            "a box of 1e999", object("\"bbox\": [0, 0, 1e999, 3]"), refused("2 of bbox is 1e999")),
        thing("a box of text", object("\"bbox\": [\"0\", 0, 2, 3]"), refused("0 of bbox is \"0\"")),
        thing("a box of three", object("\"bbox\": [0, 0, 2]"), refused("bbox has 3 numbers")),
        thing("a box of five", object("\"bbox\": [0, 0, 2, 3, 4]"), refused("bbox has 5 numbers")),
        thing("an object for a box", object("\"bbox\": {}"), refused("bbox is an object")),
        thing("an empty box", object("\"bbox\": []"), refused("annotation 2 has no bbox")),
        thing(
            "negative width",
            object("\"area\": 6, \"bbox\": [4, 4, -2, 3]"),
            odd(1, flat, empty, "no defect")),
        thing("no width", object("\"bbox\": [4, 4, 0, 3]"), odd(1, flat, empty, "no defect")),
        thing(
            "a width that single precision loses", object("\"bbox\": [4, 4, 1e-9, 3]"), one(flat)),
        thing(
            "a width of 1e308",
            object("\"bbox\": [1, 1, 1e308, 3]"),
            odd(1, flat, outside, "no defect")),
        thing(
            "a box outside",
            object("\"bbox\": [90, 90, 5, 5]"),
            odd(1, "0 without area, 1 outside of their image", outside, "no defect")),
        thing(
            "a box reaching out",
            object("\"bbox\": [4, 4, 90, 3]"),
            odd(2, none, outside, "BOX_OUTSIDE")),
        thing(
            "no image_id",
            withObjects("{\"id\": 2, \"category_id\": 1, \"bbox\": [1, 1, 2, 2]}"),
            refused("annotation 2 has no image_id")),
        thing(
            "no category_id",
            withObjects("{\"id\": 2, \"image_id\": 1, \"bbox\": [1, 1, 2, 2]}"),
            refused("annotation 2 has no category_id")),
        thing(
            "ids for some",
            withObjects("{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1,1,2,2]}"),
            refused("some annotations have ids and some have none")),
        thing(
            "an image that is not there",
            object("\"image_id\": 99"),
            refused("annotation 2 has image_id 99, expected the id of one of the 2 images")),
        thing(
            "a category that is not there",
            object("\"category_id\": 2"),
            refused("annotation 2 has category_id 2, expected the id of one of the 2 categories")),
        thing("an id twice", object("\"id\": 1"), refused("annotation id 1 occurs twice")),
        thing("an id of text", object("\"id\": \"2\""), refused("id is \"2\", expected a whole")),
        thing("half an id", object("\"id\": 2.5"), refused("id is 2.5, expected a whole")),
        thing("an id beyond 2^63", object("\"id\": 9223372036854775808"), refused("out of range")),
        thing("an area of NaN", object("\"area\": NaN"), refused("area is NaN")),
        thing(
            "an area below zero",
            object("\"area\": -4"),
            odd(2, none, "[area below zero: 1 (id 2)]", "no defect")),
        thing("two crowds in one flag", object("\"iscrowd\": 2"), refused("iscrowd is 2")),
        thing(
            "null where nothing is needed", object("\"area\": null, \"iscrowd\": null"), GOOD_TWO));
  }

  private static BrokenInput outline(String name, String json, Outcome outcome) {
    return thing(name, object("\"segmentation\": " + json), outcome);
  }

  private static BrokenInput runs(String name, String size, String counts, Outcome outcome) {
    return outline(name, "{\"size\": " + size + ", \"counts\": " + counts + "}", outcome);
  }

  private static List<BrokenInput> segmentations() {
    String none = "0 without area, 0 outside of their image";
    String shortOne = "[polygon of fewer than three points: 1 (id 2)]";
    String both =
        "[polygon of fewer than three points: 1 (id 2), polygon with half a point: 1 (id 2)]";
    String zigzag = "0, 0, 60000, 9, ".repeat(1_200) + "0, 9";
    String wide = IMAGES.replaceFirst("\"width\": 8", "\"width\": 60000");
    String slim = "\"segmentation\": [[0, 0, 60000, 0, 60000, 9]]";
    return List.of(
        outline("two points", "[[1, 1, 4, 4]]", odd(2, none, shortOne, "no defect")),
        outline(
            "half a point",
            "[[1, 1, 4, 4, 4, 1, 7]]",
            odd(2, none, "[polygon with half a point: 1 (id 2)]", "no defect")),
        outline("one number", "[[1]]", odd(2, none, both, "no defect")),
        outline("a list in a list, empty", "[[]]", odd(2, none, shortOne, "no defect")),
        outline("an empty list", "[]", GOOD_TWO),
        outline(
            "one list too few", "[1, 1, 4, 4, 4, 1]", refused("a polygon is 1, expected a list")),
        outline("one list too many", "[[[1, 1, 4, 4, 4, 1]]]", refused("number 0 of a polygon")),
        outline("null for a number", "[[1, 1, null, 4]]", refused("number 2 of a polygon is null")),
        outline("NaN", "[[1, 1, NaN, 4, 4, 1]]", refused("number 2 of a polygon is NaN")),
        outline("text", "\"outline\"", refused("segmentation is \"outline\"")),
        outline("far outside", "[[-1e300, 0, 1e300, 0, 1e300, 1e300]]", GOOD_TWO),
        runs("runs past the image", "[8, 8]", "[60, 5]", refused("2 runs add up to 65")),
        runs("runs that end early", "[8, 8]", "[10, 5]", refused("2 runs add up to 15")),
        runs("a negative run", "[8, 8]", "[70, -6]", refused("counts is -6, expected a whole")),
        runs("a run of 2^31", "[8, 8]", "[2147483648]", refused("expected a whole number from 0")),
        runs(
            "runs that overflow to the right sum",
            "[8, 8]",
            "[2147483647, 2147483647, 66]",
            refused("3 runs add up to 4294967360")),
        runs(
            "runs of another size",
            "[4, 16]",
            "[60, 4]",
            refused("annotation 2 has a mask of height 4 and width 16, expected the 8 and 8")),
        runs("runs of 60000x60000", "[60000, 60000]", "[3600000000]", refused("expected a whole")),
        runs(
            "packed runs of 60000x60000",
            "[60000, 60000]",
            "\"0\"",
            refused("a mask has 0 to 2147483647 pixels, not 60000x60000")),
        runs(
            "packed runs past the image", "[8, 8]", "\"oooo3\"", refused("compressed counts of 5")),
        runs("packed runs cut off", "[8, 8]", "\"P\"", refused("the end inside a number")),
        runs("packed runs of other letters", "[8, 8]", "\"~~\"", refused("byte 0x7e")),
        runs("packed runs not in ASCII", "[8, 8]", "\"\u00e9\"", refused("ASCII characters only")),
        runs("no packed runs", "[8, 8]", "\"\"", refused("with 64 of 64 pixels left")),
        runs("three sides", "[8, 8, 8]", "[64]", refused("size has 3 numbers")),
        outline("no counts", "{\"size\": [8, 8]}", refused("segmentation has no counts")),
        thing(
            "an outline in an image of 60000x60000, area unknown",
            parts(
                wide.replaceFirst("\"height\": 8", "\"height\": 60000"),
                "[" + GOOD.replace("\"area\": 16", slim) + "]",
                CATEGORIES),
            refused("outline of 3 points in an image of height 60000 and width 60000")),
        thing(
            "an outline of 72 million crossings",
            parts(
                wide,
                "[" + GOOD.replace("\"area\": 16", "\"segmentation\": [[" + zigzag + "]]") + "]",
                CATEGORIES),
            refused("outline of 2401 points .* and 67108864 columns crossed")));
  }

  private static BrokenInput image(String name, String images, Outcome outcome) {
    return new BrokenInput(
        Category.COCO_IMAGE_FILE,
        name,
        CocoLook.json(parts(images, "[" + GOOD + "]", CATEGORIES)),
        CocoLook::at,
        outcome);
  }

  /** The second image under another name. */
  private static BrokenInput named(String name, String fileName, Outcome outcome) {
    return image(name, IMAGES.replace("b.png", fileName), outcome);
  }

  private static List<BrokenInput> images() {
    Outcome outside = refused("names .*, which is outside of the dataset's folder");
    Outcome twice = refused("is listed twice or in both splits");
    String good = "0 without area, 0 outside of their image";
    return List.of(
        named("../ out of the folder", "../../../etc/passwd", outside),
        named("an absolute path", "/etc/passwd", outside),
        named("../ and back", "deep/../b.png", GOOD_ONE),
        named("in a folder below", "deep/d.png", GOOD_ONE),
        named("a zero in the name", "b\\u0000.png", refused("can be no file's name here")),
        named("another image's file", "a.png", twice),
        named("another image's file, written otherwise", "./deep/../a.png", twice),
        named("a file of the other split", "c.png", twice),
        named("a file that is not there", "z.png", refused("z.png of .* is absent")),
        named("a folder", "deep", refused("deep of .* is absent")),
        named("no name", "", refused("image 2 has no file_name")),
        image("the name a number", IMAGES.replace("\"b.png\"", "7"), refused("file_name is 7")),
        image(
            "an id twice", IMAGES.replace("\"id\": 2", "\"id\": 1"), refused("image id 1 occurs")),
        image("no id", IMAGES.replace("\"id\": 2,", ""), refused("the image has no id")),
        image("no height", IMAGES.replaceFirst("\"height\": 8, ", ""), refused("has no height")),
        image("a height of 0", IMAGES.replaceFirst("8", "0"), refused("height is 0, expected")),
        image(
            "a negative width",
            IMAGES.replace("\"width\": 8", "\"width\": -8"),
            refused("width is -8")),
        image(
            "a width of text",
            IMAGES.replace("\"width\": 8", "\"width\": \"8\""),
            refused("width is \"8\"")),
        image(
            "sides exchanged",
            IMAGES.replaceFirst("8, \"width\": 8", "8, \"width\": 9"),
            odd(1, good, "nothing odd", "OTHER_SIZE")),
        image(
            "60000x60000, and a box",
            IMAGES.replaceFirst("8, \"width\": 8", "60000, \"width\": 60000"),
            odd(1, good, "nothing odd", "OTHER_SIZE")),
        new BrokenInput(
            Category.COCO_IMAGE_FILE,
            "a broken image",
            root -> {
              CocoLook.json(WHOLE).make(root);
              Files.write(root.resolve("images/b.png"), new byte[99]);
            },
            CocoLook::at,
            read("2 images, 1 skipped, 1 objects, " + good + "; nothing odd; UNREADABLE")));
  }
}
