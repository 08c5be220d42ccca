package io.finetune.data;

import io.finetune.DataException;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoInstances;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds annotations and images in folders of COCO's layout and of its usual variations. */
final class CocoFolder {

  static final String ROBOFLOW = "_annotations.coco.json";
  private static final List<String> TRAIN =
      List.of("annotations/instances_train*.json", "train/" + ROBOFLOW);
  private static final List<String> TEST =
      List.of(
          "annotations/instances_val*.json",
          "valid/" + ROBOFLOW,
          "annotations/instances_test*.json",
          "test/" + ROBOFLOW);
  private static final List<String> ONLY =
      List.of("annotations/instances*.json", "annotations.json", ROBOFLOW);

  private CocoFolder() {}

  /** COCO 2017 as published, whatever other annotation files lie beside its own. */
  static Split<Instances> coco2017(DatasetOptions options) {
    String name = "coco2017";
    if (options.root().isEmpty()) {
      String url = "http://images.cocodataset.org/";
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s needs --data-dir: the folder that holds it. At 19 GB it is not fetched"
                  + " for you: unpack %2$szips/train2017.zip, %2$szips/val2017.zip and"
                  + " %2$sannotations/annotations_trainval2017.zip into one folder.",
              name,
              url));
    }
    String train = "annotations/instances_train2017.json";
    Path root = ImageFiles.find(name, options.requireRoot(name), train, ".", "coco2017", "coco");
    Path test = root.resolve("annotations/instances_val2017.json");
    if (!Files.isRegularFile(test)) {
      throw DatasetOptions.missing(name, test);
    }
    return trainAndTest(name, root, root.resolve(train), test);
  }

  /** Any folder: with a file for each split, or with one file that a share is held out of. */
  static Split<Instances> coco(DatasetOptions options) {
    String name = "coco";
    Path root = options.requireRoot(name);
    Optional<Path> train = find(name, root, TRAIN);
    Optional<Path> test = find(name, root, TEST);
    if (train.isPresent() && test.isPresent()) {
      return trainAndTest(name, root, train.get(), test.get());
    }
    Path only =
        train
            .or(() -> test)
            .or(() -> find(name, root, ONLY))
            .orElseThrow(
                () ->
                    new DataException(
                        String.format(
                            Locale.ROOT,
                            "Dataset %s: no annotations are in %s; looked for %s.",
                            name,
                            root,
                            Stream.of(TRAIN, TEST, ONLY).flatMap(List::stream).toList())));
    return heldOut(name, root, only, options);
  }

  private static Optional<Path> find(String name, Path root, List<String> patterns) {
    for (String pattern : patterns) {
      int slash = pattern.lastIndexOf('/');
      Path folder = slash < 0 ? root : root.resolve(pattern.substring(0, slash));
      List<Path> found = matches(name, folder, pattern.substring(slash + 1));
      if (found.size() > 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: which of %s are the annotations? Keep one of them in the folder.",
                name,
                found));
      } else if (found.size() == 1) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }

  private static List<Path> matches(String name, Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
        files.forEach(found::add);
      } catch (IOException e) {
        throw new DataException(
            String.format(
                Locale.ROOT, "Dataset %s: folder %s cannot be listed (%s).", name, folder, e),
            e);
      }
    }
    found.sort(null);
    return found;
  }

  private static Split<Instances> trainAndTest(String name, Path root, Path train, Path test) {
    CocoInstances learned = CocoInstances.read(train);
    CocoInstances measured = CocoInstances.read(test);
    requireSameCategories(name, train, learned.categories(), test, measured.categories());
    CocoImages images = new CocoImages(name, root);
    return ObjectSplits.of(
        new CocoDataset(
            name,
            train + ", training split",
            images.folder(train, learned),
            learned,
            IntStream.range(0, learned.images()).toArray()),
        learned.objects(),
        new CocoDataset(
            name,
            test + ", test split",
            images.folder(test, measured),
            measured,
            IntStream.range(0, measured.images()).toArray()));
  }

  private static Split<Instances> heldOut(
      String name, Path root, Path file, DatasetOptions options) {
    CocoInstances all = CocoInstances.read(file);
    HeldOut share = HeldOut.of(name, file, all.images(), options);
    Path folder = new CocoImages(name, root).folder(file, all);
    String how = " (" + HeldOut.describe(options) + ")";
    return ObjectSplits.of(
        new CocoDataset(name, file + ", training split" + how, folder, all, share.train()),
        IntStream.of(share.train()).map(image -> all.objectsOf(image).length).sum(),
        new CocoDataset(name, file + ", test split" + how, folder, all, share.test()));
  }

  private static void requireSameCategories(
      String name, Path train, Categories learned, Path test, Categories measured) {
    List<String> ours = numbered(learned);
    List<String> theirs = numbered(measured);
    if (!ours.equals(theirs)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Dataset %s: both splits need the same categories (id and name), but only %s has %s"
                  + " and only %s has %s.",
              name,
              train,
              without(ours, theirs),
              test,
              without(theirs, ours)));
    }
  }

  private static List<String> numbered(Categories categories) {
    return categories.all().stream().map(each -> each.id() + " " + each.name()).toList();
  }

  private static List<String> without(List<String> all, List<String> others) {
    return all.stream().filter(each -> !others.contains(each)).toList();
  }
}
