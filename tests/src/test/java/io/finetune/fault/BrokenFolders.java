package io.finetune.fault;

import static io.finetune.fault.BrokenInput.Outcome.read;
import static io.finetune.fault.BrokenInput.Outcome.refused;
import static io.finetune.fault.Trees.images;

import io.finetune.fault.BrokenInput.Category;
import io.finetune.fault.BrokenInput.Maker;
import io.finetune.fault.BrokenInput.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders of class folders: what may be missing, too much, a link, or called strangely. */
final class BrokenFolders {

  private static final String ENDINGS =
      "the ending is none of jpg, jpeg, png, bmp, gif, webp, tif, tiff";

  private BrokenFolders() {}

  static List<BrokenInput> all() {
    return Stream.of(folders(), links(), names()).flatMap(List::stream).toList();
  }

  /** Four images in a split of two classes, and something else. */
  private static BrokenInput row(Category category, String name, Maker more, Outcome outcome) {
    Maker maker =
        root -> {
          images(root, "train/cat/a.png", "train/dog/b.png", "val/cat/c.png", "val/dog/d.png");
          more.make(root);
        };
    return new BrokenInput(category, name, maker, Trees.classes("folder"), outcome);
  }

  private static BrokenInput folder(String name, Maker more, Outcome outcome) {
    return row(Category.FOLDER, name, more, outcome);
  }

  /** A folder without a split, made from nothing. */
  private static BrokenInput flat(String name, Maker maker, Outcome outcome) {
    return new BrokenInput(Category.FOLDER, name, maker, Trees.classes("folder"), outcome);
  }

  private static List<BrokenInput> folders() {
    return List.of(
        flat(
            "nothing",
            root -> {},
            refused("has 0 class\\(es\\) \\[\\], and telling apart takes two")),
        flat(
            "one class only",
            root -> images(root, "cat/a.png", "cat/b.png", "cat/c.png"),
            refused("has 1 class\\(es\\) \\[cat\\], and telling apart takes two")),
        flat(
            "a class of one image",
            root -> images(root, "cat/a.png", "cat/b.png", "dog/c.png"),
            refused("class dog has a single image")),
        flat(
            "an empty class",
            root -> {
              images(root, "cat/a.png", "cat/b.png");
              Files.createDirectory(root.resolve("dog"));
            },
            refused("class dog has no image in the training split")),
        flat(
            "images without folders",
            root -> images(root, "a.png", "b.png", "c.png"),
            refused("has 0 class\\(es\\)")),
        flat(
            "images beside folders",
            root -> images(root, "cat/a.png", "cat/b.png", "dog/c.png", "dog/d.png", "e.png"),
            read("2 read; 2 read; 1 not read, beside the class folders, not in one: e.png")),
        flat(
            "training without test",
            root -> images(root, "train/cat/a.png", "train/dog/b.png"),
            refused("has train but neither val nor test beside it")),
        folder("as it should be", root -> {}, read("2 read; 2 read")),
        folder(
            "an empty class in training",
            root -> Files.createDirectory(root.resolve("train/owl")),
            refused("class owl has no image in the training split")),
        folder(
            "a class in test only",
            root -> images(root, "val/owl/e.png"),
            refused("owl is a class in .*val but not in .*train")),
        folder(
            "a class in training only",
            root -> images(root, "train/owl/e.png"),
            refused("class owl has no image in the test split")),
        folder(
            "hidden notes",
            root -> Trees.write(root, "train/cat/.DS_Store", ""),
            read("2 read; 2 read")),
        folder(
            "a hidden image",
            root -> images(root, "train/cat/._a.png"),
            read("2 read; 2 read; 1 not read, hidden: train/cat/._a.png")),
        folder(
            "a hidden folder", root -> images(root, "train/.cache/e.png"), read("2 read; 2 read")),
        folder(
            "a folder in a class",
            root -> images(root, "train/cat/more/e.png"),
            read("2 read; 2 read; 1 not read, a folder inside a class: train/cat/more")),
        folder(
            "a folder named like an image",
            root -> Files.createDirectory(root.resolve("train/cat/e.png")),
            read("2 read; 2 read; 1 not read, a folder inside a class: train/cat/e.png")),
        folder(
            "other endings",
            root -> {
              Trees.write(root, "train/cat/e.heic", "");
              Trees.write(root, "train/dog/f", "");
              Trees.write(root, "val/dog/g.jpg.part", "");
            },
            read(
                "2 read; 2 read; 2 not read, "
                    + ENDINGS
                    + ": train/cat/e.heic, ...; 1 not read, "
                    + ENDINGS
                    + ": val/dog/g.jpg.part")),
        folder(
            "an empty image",
            root -> Trees.write(root, "train/cat/e.png", ""),
            read("2 read and 1 skipped; 2 read")),
        folder(
            "a class that is a file",
            root -> Trees.write(root, "train/owl", "x"),
            read("2 read; 2 read; 1 not read, beside the class folders, not in one: train/owl")),
        folder(
            "names that differ in case",
            root -> images(root, "train/cat/A.png", "train/cat/A.PNG"),
            read("4 read; 2 read")),
        folder(
            "classes that differ in case",
            root -> images(root, "train/Cat/a.png", "val/Cat/a.png"),
            read("3 read; 3 read")));
  }

  private static void link(Path root, String link, String target) throws Exception {
    Files.createSymbolicLink(root.resolve(link), Path.of(target));
  }

  private static List<BrokenInput> links() {
    return List.of(
        folder(
            "a link to an image",
            root -> link(root, "train/cat/e.png", "a.png"),
            read("3 read; 2 read")),
        folder(
            "a link to nowhere for an image",
            root -> link(root, "train/cat/e.png", "gone.png"),
            read("2 read and 1 skipped; 2 read")),
        folder(
            "a link to itself for an image",
            root -> link(root, "train/cat/e.png", "e.png"),
            read("2 read and 1 skipped; 2 read")),
        folder(
            "two links to each other",
            root -> {
              link(root, "train/cat/e.png", "f.png");
              link(root, "train/cat/f.png", "e.png");
            },
            read("2 read and 2 skipped; 2 read")),
        folder(
            "a link to nowhere for a class",
            root -> link(root, "train/owl", "gone"),
            refused("owl is a link that leads nowhere, where a class may be missing")),
        folder(
            "a link to itself for a class",
            root -> link(root, "train/owl", "owl"),
            refused("owl is a link that leads nowhere, where a class may be missing")),
        folder(
            "a link to its own parent for a class",
            root -> link(root, "train/owl", ".."),
            refused("class owl has no image in the training split")),
        folder(
            "a link to a class",
            root -> link(root, "train/cat/loop", "../cat"),
            read("2 read; 2 read; 1 not read, a folder inside a class: train/cat/loop")),
        folder(
            "a device",
            root -> link(root, "train/cat/e.png", "/dev/zero"),
            read("2 read and 1 skipped; 2 read")),
        folder(
            "a pipe that nobody writes to",
            root -> Trees.shell(root, "mkfifo train/cat/e.png"),
            read("2 read and 1 skipped; 2 read")));
  }

  /** A name in octal, so that it means the same in every locale. */
  private static BrokenInput named(String name, String octal) {
    return row(
        Category.FILE_NAME,
        name,
        root ->
            Trees.shell(root, "cp train/cat/a.png \"train/cat/$(printf -- '" + octal + "').png\""),
        read("3 read; 2 read"));
  }

  private static List<BrokenInput> names() {
    String emoji = "$(printf '\\360\\237\\220\\210')";
    return List.of(
        named("spaces", "two  words "),
        named("a line end", "two\\012lines"),
        named("a tab", "a\\011tab"),
        named("an escape sequence", "red\\033[31m"),
        named("an emoji", "\\360\\237\\230\\200"),
        named("a combining accent", "e\\314\\201"),
        named("right to left", "\\327\\251\\327\\234"),
        named("no UTF-8", "\\377\\376"),
        named("a leading dash", "-rf"),
        named("quotes and dollars", "\\047\\042\\044HOME"),
        named("a backslash", "a\\134b"),
        named("a percent sign", "100%%d%%n"),
        named("251 characters", "x".repeat(251)),
        row(
            Category.FILE_NAME,
            "two that are no UTF-8",
            root ->
                Trees.shell(
                    root,
                    "cp train/cat/a.png \"train/cat/$(printf '\\377').png\";"
                        + "cp train/cat/a.png \"train/cat/$(printf '\\376').png\""),
            read("4 read; 2 read")),
        row(
            Category.FILE_NAME,
            "a class that is an emoji",
            root ->
                Trees.shell(
                    root, "cp -r train/cat train/" + emoji + "; cp -r val/cat val/" + emoji),
            read("3 read; 3 read")),
        row(
            Category.FILE_NAME,
            "a class that is no UTF-8",
            root ->
                Trees.shell(
                    root,
                    "cp -r train/cat \"train/$(printf '\\377')\"; cp -r val/cat \"val/$(printf '\\377')\""),
            read("3 read; 3 read")),
        row(
            Category.FILE_NAME,
            "a class with a line end",
            root ->
                Trees.shell(
                    root,
                    "cp -r train/cat \"train/$(printf 'a\\012b')\"; cp -r val/cat \"val/$(printf 'a\\012b')\""),
            read("3 read; 3 read")));
  }
}
