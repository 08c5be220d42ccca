package io.finetune.data;

import io.finetune.image.ImageSource.EncodedFile;
import java.nio.file.Path;
import java.util.List;

/**
 * Image files with labels.
 *
 * @param name short name of the dataset
 * @param description where from, which split
 * @param root the folder that ids are relative to
 * @param classes names of the labels
 * @param images files and labels
 * @param strays what lies among the files and is not read
 */
record ImageFilesDataset(
    String name,
    String description,
    Path root,
    List<String> classes,
    List<LabelledFile> images,
    List<StrayFile> strays)
    implements Dataset<Integer> {

  /** A file and its label. */
  record LabelledFile(Path file, int label) {}

  ImageFilesDataset {
    classes = List.copyOf(classes);
    images = List.copyOf(images);
    strays = List.copyOf(strays);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Sample<Integer> get(int index) {
    LabelledFile image = images.get(index);
    return new Sample<>(
        root.relativize(image.file()).toString(), new EncodedFile(image.file()), image.label());
  }
}
