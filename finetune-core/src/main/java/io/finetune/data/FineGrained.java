package io.finetune.data;

import io.finetune.DataException;
import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the four fine-grained benchmarks of the GC paper in their published layouts. */
final class FineGrained {

  private FineGrained() {}

  /** CUB-200-2011: text tables keyed by image number; class numbers start at 1. */
  static Split<Integer> cub200(DatasetOptions options) {
    String name = "cub200";
    Path root = ImageFiles.find(name, options.requireRoot(name), "images.txt", "CUB_200_2011", ".");
    List<String> classes = numbered(name, root.resolve("classes.txt"));
    Path labelList = root.resolve("image_class_labels.txt");
    Path splitList = root.resolve("train_test_split.txt");
    Map<String, String> labels = table(name, labelList);
    Map<String, String> training = table(name, splitList);
    Path list = root.resolve("images.txt");
    Map<String, String> files = table(name, list);
    requireSameKeys(list, files, labelList, labels);
    requireSameKeys(list, files, splitList, training);
    List<LabelledFile> train = new ArrayList<>();
    List<LabelledFile> test = new ArrayList<>();
    Path images = root.resolve("images");
    files.forEach(
        (id, file) -> {
          int label = ImageFiles.number(labelList, labels.get(id));
          (isTraining(splitList, id, training.get(id)) ? train : test)
              .add(
                  new LabelledFile(
                      ImageFiles.resolve(name, root, images, file, list),
                      label(labelList, "image " + id, label, classes.size())));
        });
    return checked(name, root, classes, train, test);
  }

  /** Reads names that are numbered from 1, in this order. */
  private static List<String> numbered(String name, Path file) {
    List<String> names = new ArrayList<>();
    for (String line : TextFile.lines(name, file)) {
      String[] numberAndName = ImageFiles.columns(file, line, " ", 2);
      if (ImageFiles.number(file, numberAndName[0]) != names.size() + 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: the line \"%s\" should have the number %d; fetch the archive again.",
                file,
                line,
                names.size() + 1));
      }
      names.add(numberAndName[1]);
    }
    return names;
  }

  private static Map<String, String> table(String name, Path file) {
    Map<String, String> table = new LinkedHashMap<>();
    for (String line : TextFile.lines(name, file)) {
      String[] keyAndValue = ImageFiles.columns(file, line, " ", 2);
      if (table.putIfAbsent(keyAndValue[0], keyAndValue[1]) != null) {
        throw new DataException(
            String.format(
                Locale.ROOT, "%s: image %s has two lines, expected one.", file, keyAndValue[0]));
      }
    }
    return table;
  }

  private static void requireSameKeys(
      Path list, Map<String, String> files, Path other, Map<String, String> table) {
    if (!files.keySet().equals(table.keySet())) {
      String id =
          Stream.concat(files.keySet().stream(), table.keySet().stream())
              .filter(key -> !files.containsKey(key) || !table.containsKey(key))
              .findFirst()
              .orElseThrow();
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %d images and %s has %d, for example only one of them has image %s; extract"
                  + " the archive again.",
              list,
              files.size(),
              other,
              table.size(),
              id));
    }
  }

  private static boolean isTraining(Path list, String id, String flag) {
    if (!flag.equals("0") && !flag.equals("1")) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s: image %s is marked \"%s\", expected 0 or 1.", list, id, flag));
    }
    return flag.equals("1");
  }

  /** Makes a label from 0 of a class number from 1, while it is known where that stands. */
  private static int label(Path list, String image, double number, int classes) {
    if (!(number >= 1 && number <= classes) || number != Math.rint(number)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %s has class %s, expected a whole number from 1 to %d; fetch it again.",
              list,
              image,
              number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : number,
              classes));
    }
    return (int) number - 1;
  }

  /** Stanford Cars: struct arrays in the devkit's MATLAB files; class numbers start at 1. */
  static Split<Integer> cars196(DatasetOptions options) {
    String name = "cars196";
    Path given = options.requireRoot(name);
    Path root = ImageFiles.find(name, given, "cars_train", "stanford_cars", "cars196", ".");
    Path devkit = ImageFiles.find(name, root, "cars_meta.mat", "devkit", "car_devkit/devkit", ".");
    Path testLabels =
        ImageFiles.find(name, root, "cars_test_annos_withlabels.mat", "devkit", ".", "car_devkit")
            .resolve("cars_test_annos_withlabels.mat");
    List<String> classes = texts(devkit.resolve("cars_meta.mat"), "class_names");
    return checked(
        name,
        root,
        classes,
        cars(devkit.resolve("cars_train_annos.mat"), root, "cars_train", classes.size()),
        cars(testLabels, root, "cars_test", classes.size()));
  }

  private static List<LabelledFile> cars(Path annotations, Path root, String folder, int classes) {
    Path images = root.resolve(folder);
    MatValue value = MatFile.read(annotations).get("annotations");
    if (!(value instanceof MatValue.Structs structs)) {
      throw unexpected(annotations, "annotations", "a struct array");
    }
    List<LabelledFile> files = new ArrayList<>();
    for (Map<String, MatValue> each : structs.elements()) {
      if (!(each.get("fname") instanceof MatValue.Text file)
          || !(each.get("class") instanceof MatValue.Numbers label)
          || label.values().length != 1) {
        throw unexpected(annotations, "annotations", "structs with the fields fname and class");
      }
      files.add(
          new LabelledFile(
              ImageFiles.resolve("cars196", root, images, file.value(), annotations),
              label(annotations, file.value(), label.values()[0], classes)));
    }
    return files;
  }

  /** Stanford Dogs: lists in MATLAB files, one folder a breed; class numbers start at 1. */
  static Split<Integer> dogs120(DatasetOptions options) {
    String name = "dogs120";
    Path given = options.requireRoot(name);
    Path root = ImageFiles.find(name, given, "Images", "images", "stanford_dogs", ".");
    Path lists = ImageFiles.find(name, root, "train_list.mat", "lists", ".", "../lists");
    Map<Integer, String> classes = new HashMap<>();
    List<LabelledFile> train = dogs(lists.resolve("train_list.mat"), root, classes);
    List<LabelledFile> test = dogs(lists.resolve("test_list.mat"), root, classes);
    return checked(name, root, named(name, classes), train, test);
  }

  private static List<LabelledFile> dogs(Path list, Path root, Map<Integer, String> classes) {
    List<String> files = texts(list, "file_list");
    if (!(MatFile.read(list).get("labels") instanceof MatValue.Numbers labels)
        || labels.values().length != files.size()) {
      throw unexpected(list, "labels", "a number for each of " + files.size() + " files");
    }
    List<LabelledFile> images = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      int label = label(list, file, labels.values()[i], files.size());
      // Folders are called n02085620-Chihuahua.
      String folder = file.substring(0, Math.max(0, file.indexOf('/')));
      classes.putIfAbsent(label, folder.substring(folder.indexOf('-') + 1));
      Path place = ImageFiles.resolve("dogs120", root, root.resolve("Images"), file, list);
      images.add(new LabelledFile(place, label));
    }
    return images;
  }

  private static List<String> named(String dataset, Map<Integer, String> names) {
    List<String> classes = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      if (!names.containsKey(label)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: no image has class %d, though there are %d classes.",
                dataset,
                label + 1,
                names.size()));
      }
      classes.add(names.get(label));
    }
    return classes;
  }

  /**
   * FGVC-Aircraft, the 100 variants. Images are used whole, with the 20 pixels of banner at the
   * bottom that name the photographer.
   */
  static Split<Integer> aircraft100(DatasetOptions options) {
    String name = "aircraft100";
    Path root =
        ImageFiles.find(
            name,
            options.requireRoot(name),
            "variants.txt",
            "fgvc-aircraft-2013b/data",
            "data",
            ".");
    List<String> classes = TextFile.lines(name, root.resolve("variants.txt"));
    Function<String, List<LabelledFile>> read = list -> aircraft(name, root, classes, list);
    return checked(
        name,
        root,
        classes,
        read.apply("images_variant_trainval.txt"),
        read.apply("images_variant_test.txt"));
  }

  private static List<LabelledFile> aircraft(
      String name, Path root, List<String> classes, String list) {
    Path file = root.resolve(list);
    List<LabelledFile> images = new ArrayList<>();
    for (String line : TextFile.lines(name, file)) {
      String[] idAndVariant = ImageFiles.columns(file, line, " ", 2);
      int label = classes.indexOf(idAndVariant[1]);
      if (label < 0) {
        throw new DataException(
            String.format(
                Locale.ROOT, "%s: \"%s\" is no variant of variants.txt.", file, idAndVariant[1]));
      }
      Path image =
          ImageFiles.resolve(name, root, root.resolve("images"), idAndVariant[0] + ".jpg", file);
      images.add(new LabelledFile(image, label));
    }
    return images;
  }

  private static List<String> texts(Path file, String variable) {
    if (MatFile.read(file).get(variable) instanceof MatValue.Cells cells) {
      List<String> texts = new ArrayList<>();
      for (MatValue cell : cells.values()) {
        if (!(cell instanceof MatValue.Text text)) {
          throw unexpected(file, variable, "cells of text");
        }
        texts.add(text.value());
      }
      return texts;
    }
    throw unexpected(file, variable, "a cell array");
  }

  private static DataException unexpected(Path file, String variable, String expected) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: the variable %s should be %s; it is not the published file.",
            file,
            variable,
            expected));
  }

  private static Split<Integer> checked(
      String name,
      Path root,
      List<String> classes,
      List<LabelledFile> train,
      List<LabelledFile> test) {
    return ImageFiles.split(
        name,
        root,
        classes,
        ImageFiles.requirePresent(name, train),
        ImageFiles.requirePresent(name, test));
  }
}
