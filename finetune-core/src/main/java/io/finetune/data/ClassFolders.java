package io.finetune.data;

import io.finetune.DataException;
import io.finetune.data.ImageFiles.Listing;
import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads datasets whose classes are folders: ImageNet, mini-ImageNet, and any folder of folders. */
final class ClassFolders {

  private ClassFolders() {}

  /**
   * Any folder of class folders: {@code DIR/train} and {@code DIR/val} or {@code DIR/test} where
   * they are, otherwise {@code DIR/CLASS} with a share of every class held out.
   */
  static Split<Integer> folder(DatasetOptions options) {
    String name = "folder";
    Path root = options.requireRoot(name);
    Path train = root.resolve("train");
    if (!Files.isDirectory(train)) {
      return heldOut(name, root, options);
    }
    for (String test : List.of("val", "test")) {
      if (Files.isDirectory(root.resolve(test))) {
        return trainAndTest(name, root, train, root.resolve(test), Map.of());
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "Dataset folder: %s has train but neither val nor test beside it; "
                + "add one of them, or give the folder of class folders itself to "
                + "have a part held out.",
            root));
  }

  /**
   * ImageNet: {@code train/WNID} and {@code val/WNID}, with a table of names where there is one.
   */
  static Split<Integer> imagenet(DatasetOptions options) {
    String name = "imagenet";
    Path root =
        ImageFiles.find(name, options.requireRoot(name), "train", ".", "ILSVRC/Data/CLS-LOC");
    Map<String, String> names = new HashMap<>();
    for (String file : List.of("LOC_synset_mapping.txt", "synset_words.txt")) {
      for (Path place : List.of(root, options.requireRoot(name))) {
        Path table = place.resolve(file);
        if (Files.isRegularFile(table)) {
          for (String line : TextFile.lines(name, table)) {
            String[] idAndWords = ImageFiles.columns(table, line, " ", 2);
            names.put(idAndWords[0], idAndWords[1]);
          }
        }
      }
    }
    return trainAndTest(name, root, root.resolve("train"), root.resolve("val"), names);
  }

  private static Split<Integer> trainAndTest(
      String name, Path root, Path train, Path test, Map<String, String> names) {
    ClassTree learned = ClassTree.read(name, root, train);
    ClassTree measured = ClassTree.read(name, root, test);
    for (Path other : measured.names()) {
      if (!learned.names().contains(other)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: %s is a class in %s but not in %s.",
                name,
                other,
                test,
                train));
      }
    }
    return ImageFiles.split(
        name,
        root,
        learned.classes().stream().map(folder -> names.getOrDefault(folder, folder)).toList(),
        learned.listing(learned.names()),
        measured.listing(learned.names()));
  }

  private static Split<Integer> heldOut(String name, Path root, DatasetOptions options) {
    ClassTree tree = ClassTree.read(name, root, root);
    return heldOut(name, root, tree.classes(), tree.listing(tree.names()), options);
  }

  /**
   * Holds out a share of every class, at least one image and never all, chosen by the seed and the
   * order of the files. What is no image belongs to neither part, and is shown with the first.
   */
  private static Split<Integer> heldOut(
      String name, Path root, List<String> classes, Listing all, DatasetOptions options) {
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int wanted = label;
      List<LabelledFile> own =
          new ArrayList<>(all.images().stream().filter(image -> image.label() == wanted).toList());
      if (own.size() == 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: class %s has a single image in %s, which cannot be "
                    + "split into training and test; add images.",
                name,
                classes.get(label),
                root));
      }
      int[] order = EpochOrder.indices(own.size(), true, options.seed(), label, Shard.WHOLE, false);
      int held = (int) Math.rint(own.size() * options.testFraction());
      held = Math.max(1, Math.min(own.size() - 1, held));
      for (int i = 0; i < own.size(); i++) {
        (i < held ? test : train).add(own.get(order[i]));
      }
    }
    return ImageFiles.split(
        name, root, classes, new Listing(train, all.strays()), new Listing(test, List.of()));
  }

  /**
   * mini-ImageNet: {@code images/} and {@code train.csv}, {@code val.csv}, {@code test.csv}
   * (columns filename, label) as published by Ravi and Larochelle. Their three files hold different
   * classes, for few-shot learning; classification needs every class in both splits, so the 100
   * classes are pooled and a share of each is held out.
   */
  static Split<Integer> miniImagenet(DatasetOptions options) {
    String name = "mini_imagenet";
    Path root = ImageFiles.find(name, options.requireRoot(name), "train.csv", ".", "mini-imagenet");
    Map<String, Integer> labels = new LinkedHashMap<>();
    List<LabelledFile> images = new ArrayList<>();
    for (String list : List.of("train.csv", "val.csv", "test.csv")) {
      Path file = root.resolve(list);
      List<String> lines = TextFile.lines(name, file);
      for (String line : lines.stream().skip(1).toList()) { // below the header
        String[] fileAndLabel = ImageFiles.columns(file, line, ",", 2);
        int label = labels.computeIfAbsent(fileAndLabel[1], key -> labels.size());
        Path folder = root.resolve("images");
        images.add(
            new LabelledFile(ImageFiles.resolve(name, root, folder, fileAndLabel[0], file), label));
      }
    }
    Listing present = ImageFiles.requirePresent(name, images);
    return heldOut(name, root, List.copyOf(labels.keySet()), present, options);
  }
}
