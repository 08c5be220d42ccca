package io.finetune.benchmark;

import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.image.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every file of a folder of class folders, several times over, none held out. */
final class FolderImages implements Dataset<Integer> {

  private final Path root;
  private final int repeat;
  private final List<String> classes = new ArrayList<>();
  private final List<Sample<Integer>> samples = new ArrayList<>();

  FolderImages(Path root, int repeat) throws IOException {
    this.root = root;
    this.repeat = repeat;
    for (Path folder : children(root)) {
      for (Path file : children(folder)) {
        samples.add(
            new Sample<>(file.toString(), new ImageSource.EncodedFile(file), classes.size()));
      }
      classes.add(folder.getFileName().toString());
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    }
  }

  @Override
  public int size() {
    return samples.size() * repeat;
  }

  @Override
  public Sample<Integer> get(int index) {
    return samples.get(index % samples.size());
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public String description() {
    return root + ", " + repeat + " times";
  }
}
