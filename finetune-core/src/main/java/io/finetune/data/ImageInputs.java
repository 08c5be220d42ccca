package io.finetune.data;

import io.finetune.DataException;
import io.finetune.Folders;
import io.finetune.image.ImageSource.EncodedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Image files of which nothing is known yet, in an order that stays. The target of a sample is its
 * place in {@link #files()}.
 *
 * @param files the files
 */
public record ImageInputs(List<Path> files) implements Dataset<Integer> {

  /** Copies the list. */
  public ImageInputs {
    files = List.copyOf(files);
  }

  /**
   * Finds the images that a user named: files as they are, whatever their ending; of folders the
   * image files directly in them, by name. A file that is named twice is taken once.
   *
   * @param inputs files and folders
   * @return the images, in the order of the inputs
   * @throws DataException if an input does not exist, a folder holds no image, or there is no input
   */
  public static ImageInputs of(List<Path> inputs) {
    if (inputs.isEmpty()) {
      throw new DataException("There is no image: name files, or folders that hold some.");
    }
    Set<Path> seen = new HashSet<>();
    List<Path> files = new ArrayList<>();
    for (Path input : inputs) {
      for (Path file : files(input)) {
        if (seen.add(file.toAbsolutePath().normalize())) {
          files.add(file.normalize());
        }
      }
    }
    return new ImageInputs(files);
  }

  private static List<Path> files(Path input) {
    Path absolute = input.toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s does not exist; the nearest folder that does is %s.",
              absolute,
              Folders.nearest(absolute)));
    } else if (!Files.isDirectory(absolute)) {
      return List.of(input);
    }
    List<Path> images = ImageFiles.images("images", input);
    if (images.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Folder %s holds no image (%s); folders in it are not searched, so name"
                  + " them, or give --recursive.",
              absolute,
              String.join(", ", ImageFiles.ENDINGS)));
    }
    return images;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Sample<Integer> get(int index) {
    Path file = files.get(index);
    return new Sample<>(file.toString(), new EncodedFile(file), index);
  }

  /** Returns no name: nothing is known of what the images show. */
  @Override
  public List<String> classes() {
    return List.of();
  }

  @Override
  public String name() {
    return "images";
  }

  @Override
  public String description() {
    return files.size() + " files";
  }
}
