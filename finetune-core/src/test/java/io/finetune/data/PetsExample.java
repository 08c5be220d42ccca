package io.finetune.data;

import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The new dataset of CONTRIBUTING.md, word for word between the two lines that say so. */
final class PetsExample {

  private PetsExample() {}

  // docs begin
  /** Oxford-IIIT Pet: lists of file and class; class numbers start at 1, files bear the names. */
  static Split<Integer> pets37(DatasetOptions options) {
    String name = "pets37";
    Path root = ImageFiles.find(name, options.requireRoot(name), "annotations/trainval.txt", ".");
    SortedMap<Integer, String> classes = new TreeMap<>();
    List<LabelledFile> train = pets(name, root, "trainval.txt", classes);
    List<LabelledFile> test = pets(name, root, "test.txt", classes);
    return checked(name, root, List.copyOf(classes.values()), train, test);
  }

  /** A line is {@code Abyssinian_100 1 1 1}: file, class, cat or dog, breed among these. */
  private static List<LabelledFile> pets(
      String name, Path root, String list, SortedMap<Integer, String> classes) {
    Path file = root.resolve("annotations").resolve(list);
    List<LabelledFile> images = new ArrayList<>();
    for (String line : TextFile.lines(name, file)) {
      String[] columns = ImageFiles.columns(file, line, " ", 4);
      int label = ImageFiles.number(file, columns[1]) - 1;
      classes.putIfAbsent(label, columns[0].replaceAll("_\\d+$", ""));
      Path image =
          ImageFiles.resolve(name, root, root.resolve("images"), columns[0] + ".jpg", file);
      images.add(new LabelledFile(image, label));
    }
    return images;
  }

  // docs end

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
