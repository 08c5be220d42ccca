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

/** Lists of labels of the published datasets: as text, as tables, as MATLAB files. */
final class BrokenLabelFiles {

  static final String LABELS = "1 1\n2 1\n3 2\n4 2\n";
  static final String IMAGES = "1 A/a.png\n2 A/b.png\n3 B/c.png\n4 B/d.png\n";
  private static final String VARIANTS = "707-320\nCessna 172\n";
  private static final Outcome GOOD = read("2 read; 2 read");

  private BrokenLabelFiles() {}

  static List<BrokenInput> all() {
    return Stream.of(birds(), aircraft(), tables(), matlab()).flatMap(List::stream).toList();
  }

  private static BrokenInput row(String name, String dataset, Maker maker, Outcome outcome) {
    return new BrokenInput(Category.LABEL_FILE, name, maker, Trees.classes(dataset), outcome);
  }

  /** CUB-200-2011 of four birds, with another file. */
  private static BrokenInput bird(String name, String file, byte[] content, Outcome outcome) {
    Maker maker =
        root -> {
          intact().make(root);
          write(root, file, content);
        };
    return row("CUB: " + name, "cub200", maker, outcome);
  }

  /** Four birds of two species. */
  static Maker intact() {
    return root -> {
      images(root, "images/A/a.png", "images/A/b.png", "images/B/c.png", "images/B/d.png");
      write(root, "images.txt", IMAGES);
      write(root, "image_class_labels.txt", LABELS);
      write(root, "train_test_split.txt", "1 0\n2 1\n3 1\n4 0\n");
      write(root, "classes.txt", "1 001.A\n2 002.B\n");
    };
  }

  private static BrokenInput bird(String name, String file, String content, Outcome outcome) {
    return bird(name, file, Bytes.text(content), outcome);
  }

  private static List<BrokenInput> birds() {
    String labels = "image_class_labels.txt";
    byte[] marked = Bytes.join(Bytes.of(0xEF, 0xBB, 0xBF), Bytes.text(LABELS));
    byte[] latin = "1 A\u00e4\n2 B\n".getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        bird("as it should be", labels, LABELS, GOOD),
        bird("a byte order mark", labels, marked, GOOD),
        bird("lines ending in CR LF", labels, LABELS.replace("\n", "\r\n"), GOOD),
        bird("lines ending in CR", labels, LABELS.replace('\n', '\r'), GOOD),
        bird("empty lines", labels, "\n\n" + LABELS.replace("\n", "\n \n"), GOOD),
        bird("UTF-16", labels, LABELS.getBytes(StandardCharsets.UTF_16), GOOD),
        bird(
            "UTF-16 without a mark",
            labels,
            LABELS.getBytes(StandardCharsets.UTF_16LE),
            refused("holds zero bytes, which no text in UTF-8 does; save it as UTF-8")),
        bird(
            "Latin-1",
            "classes.txt",
            latin,
            refused("is no text in UTF-8, nor in UTF-16 with a byte order mark; save it as UTF-8")),
        bird(
            "half of a UTF-16 character",
            labels,
            Bytes.of(0xFF, 0xFE, '1'),
            refused("is no text in UTF-8, nor in UTF-16")),
        bird("empty", labels, "", refused("has 4 images and .* has 0, for example .* image 1")),
        bird(
            "a column missing",
            labels,
            "1 1\n2\n",
            refused("the line \"2\" should have 2 columns")),
        bird(
            "label 0",
            labels,
            LABELS.replace("3 2", "3 0"),
            refused("image 3 has class 0, expected")),
        bird(
            "a negative label",
            labels,
            LABELS.replace("3 2", "3 -1"),
            refused("image 3 has class -1")),
        bird(
            "a label past the end",
            labels,
            LABELS.replace("3 2", "3 3"),
            refused("image 3 has class 3, expected a whole number from 1 to 2")),
        bird(
            "a label of text",
            labels,
            LABELS.replace("3 2", "3 two"),
            refused("\"two\" should be a number")),
        bird(
            "a label beyond 2^31",
            labels,
            LABELS.replace("3 2", "3 9999999999"),
            refused("\"9999999999\" should be a number")),
        bird("an image twice", labels, LABELS + "4 1\n", refused("image 4 has two lines")),
        bird("a line missing", labels, "1 1\n2 1\n3 2\n", refused("only one of them has image 4")),
        bird("a line too many", labels, LABELS + "5 1\n", refused("only one of them has image 5")),
        bird(
            "neither training nor test",
            "train_test_split.txt",
            "1 0\n2 1\n3 1\n4 2\n",
            refused("image 4 is marked \"2\", expected 0 or 1")),
        bird(
            "classes in another order",
            "classes.txt",
            "2 002.B\n1 001.A\n",
            refused("the line \"2 002.B\" should have the number 1")),
        bird(
            "an image that is not there",
            "images.txt",
            IMAGES.replace("d.png", "z.png"),
            refused("1 of 2 listed images are absent, first .*z.png")),
        bird(
            "a file twice",
            "images.txt",
            IMAGES.replace("b.png", "a.png"),
            refused("is listed twice or in both splits")),
        bird(
            "a file twice, written otherwise",
            "images.txt",
            IMAGES.replace("A/b.png", "A/../A/./a.png"),
            refused("is listed twice or in both")),
        bird(
            "a path out of the folder",
            "images.txt",
            IMAGES.replace("B/d.png", "../../d.png"),
            refused("outside of the dataset's folder")),
        bird(
            "an absolute path",
            "images.txt",
            IMAGES.replace("B/d.png", "/etc/passwd"),
            refused("names /etc/passwd, which is outside")));
  }

  private static BrokenInput plane(String name, String file, String content, Outcome outcome) {
    Maker maker =
        root -> {
          images(root, "images/0.png", "images/1.png", "images/2.png", "images/3.png");
          for (int i = 0; i < 4; i++) {
            Files.move(root.resolve("images/" + i + ".png"), root.resolve("images/" + i + ".jpg"));
          }
          write(root, "variants.txt", VARIANTS);
          write(root, "images_variant_trainval.txt", "0 707-320\n1 Cessna 172\n");
          write(root, "images_variant_test.txt", "2 Cessna 172\n3 707-320\n");
          write(root, file, content);
        };
    return row("Aircraft: " + name, "aircraft100", maker, outcome);
  }

  private static List<BrokenInput> aircraft() {
    String test = "images_variant_test.txt";
    return List.of(
        plane(
            "a byte order mark and CR LF",
            "variants.txt",
            "\uFEFF" + VARIANTS.replace("\n", "\r\n"),
            GOOD),
        plane("an unknown variant", test, "2 Concorde\n", refused("\"Concorde\" is no variant")),
        plane("no variant", test, "2\n", refused("the line \"2\" should have 2 columns")),
        plane("an empty list", test, "", refused("the test split has no image")),
        plane("a path in place of a number", test, "../../../x 707-320\n", refused("outside of")),
        plane(
            "an image of training", test, "0 707-320\n3 Cessna 172\n", refused("in both splits")));
  }

  private static BrokenInput table(String name, String train, Outcome outcome) {
    Maker maker =
        root -> {
          images(root, "images/a.png", "images/b.png", "images/c.png", "images/d.png");
          write(root, "train.csv", train);
          write(root, "val.csv", "filename,label\n");
          write(root, "test.csv", "filename,label\nc.png,n2\nd.png,n2\n");
        };
    return row("mini-ImageNet: " + name, "mini_imagenet", maker, outcome);
  }

  private static List<BrokenInput> tables() {
    return List.of(
        table("as it should be", "filename,label\na.png,n1\nb.png,n1\n", GOOD),
        table("empty", "", refused("has 1 class\\(es\\) \\[n2\\]")),
        table("semicolons", "filename;label\na.png;n1\n", refused("should have 2 columns")),
        table(
            "a path out of the folder", "filename,label\n../../a.png,n1\n", refused("outside of")),
        table("an image twice", "filename,label\na.png,n1\na.png,n1\n", refused("listed twice")));
  }

  private static BrokenInput cars(String name, byte[] meta, String problem) {
    return row("MATLAB: " + name, "cars196", cars(meta), refused(problem));
  }

  /** Stanford Cars, as published but for the names of the classes. */
  static Maker cars(byte[] meta) {
    return root -> {
      for (String image :
          List.of("train/00001", "train/00002", "train/00003", "test/00001", "test/00002")) {
        write(root, "cars_" + image + ".jpg", Png.plain(8, 8, 8, Png.RGB));
      }
      write(root, "cars_meta.mat", meta);
      write(root, "cars_train_annos.mat", Bytes.resource("io/finetune/data/cars_train.mat"));
      write(
          root, "cars_test_annos_withlabels.mat", Bytes.resource("io/finetune/data/cars_test.mat"));
    };
  }

  private static List<BrokenInput> matlab() {
    byte[] names = Mat.matrix(1, 0, "class_names", new byte[0]);
    String broken = "is no intact MATLAB 5 file";
    return List.of(
        row(
            "MATLAB: as it should be",
            "cars196",
            cars(Bytes.resource("io/finetune/data/cars_metaz.mat")),
            read("3 read; 2 read")),
        cars("empty", new byte[0], broken),
        cars("text", Bytes.text("class_names"), broken),
        cars("a header only", Mat.of(), "class_names should be a cell array"),
        cars("MATLAB 7.3, which is HDF5", Bytes.repeat(Bytes.text("\u0000HDF\r\n"), 40), broken),
        cars("cut off", Bytes.cut(Mat.of(names), 0.9), broken),
        cars(
            "an element of 2 GB",
            Mat.of(Mat.element(14, Integer.MAX_VALUE, new byte[8])),
            "an element of 2147483647 bytes with 8 left"),
        cars("numbers of no type", Mat.of(Mat.element(99, 8, new byte[8])), broken),
        cars(
            "a billion cells",
            Mat.of(Mat.matrix(1, 1_000_000_000, "class_names", new byte[8])),
            "an array of 1000000000 elements"),
        cars(
            "2^124 cells",
            Mat.of(Mat.matrix(1, "class_names", new byte[8], 1 << 31, 1 << 31, 1 << 31)),
            broken),
        cars(
            "ten million structs of nothing",
            Mat.of(
                Mat.matrix(
                    2,
                    10_000_000,
                    "class_names",
                    Bytes.join(Mat.element(5, 4, new byte[8]), Mat.element(1, 0, new byte[0])))),
            "10000000 structs without fields"),
        cars("cells in cells, 10,000 deep", Mat.of(Mat.nested(10_000)), "more than 16 deep"),
        cars(
            "100 MB, packed", Mat.of(Mat.packed(100_000_000)), "an element of more than 67108864"));
  }
}
