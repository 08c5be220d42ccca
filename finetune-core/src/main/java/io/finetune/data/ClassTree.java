package io.finetune.data;

import io.finetune.DataException;
import io.finetune.data.ImageFiles.Listing;
import io.finetune.data.ImageFilesDataset.LabelledFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A folder of class folders, with all that lies in it accounted for: every entry is a class, an
 * image, or a stray. Names of folders are compared as paths, not as text, which cannot hold names
 * in another encoding than the locale's.
 *
 * @param name of the dataset, for messages
 * @param root what strays are named relative to
 * @param folders the classes, sorted by name
 * @param beside what lies beside the class folders
 */
record ClassTree(String name, Path root, List<Path> folders, List<StrayFile> beside) {

  /**
   * Lists the classes of a folder.
   *
   * @throws DataException if it is not there, or a link in it leads nowhere: that may be a class
   */
  static ClassTree read(String name, Path root, Path folder) {
    List<Path> folders = new ArrayList<>();
    List<StrayFile> beside = new ArrayList<>();
    for (Path entry : ImageFiles.list(name, folder).toList()) {
      if (ImageFiles.isHidden(entry)) {
        addHidden(root, entry, beside);
      } else if (Files.isDirectory(entry)) {
        folders.add(entry);
      } else if (Files.exists(entry)) {
        beside.add(stray(root, entry, "beside the class folders, not in one"));
      } else {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: %s is a link that leads nowhere, where a class may be missing; restore"
                    + " what it points to, or remove it.",
                name,
                entry));
      }
    }
    return new ClassTree(name, root, folders, beside);
  }

  /** Returns the classes as paths of one element, to be compared with those of another tree. */
  List<Path> names() {
    return folders.stream().map(Path::getFileName).toList();
  }

  /** Returns the names of the classes. */
  List<String> classes() {
    return names().stream().map(Path::toString).toList();
  }

  /**
   * Lists the images.
   *
   * @param labels the names of the classes in the order of their labels; of those that are not in
   *     this tree there are no images
   */
  Listing listing(List<Path> labels) {
    List<LabelledFile> images = new ArrayList<>();
    List<StrayFile> strays = new ArrayList<>(beside);
    for (Path folder : folders) {
      int label = labels.indexOf(folder.getFileName());
      for (Path entry : ImageFiles.list(name, folder).toList()) {
        if (ImageFiles.isHidden(entry)) {
          addHidden(root, entry, strays);
        } else if (Files.isDirectory(entry)) {
          strays.add(stray(root, entry, "a folder inside a class"));
        } else if (ImageFiles.isImage(entry)) {
          images.add(new LabelledFile(entry, label));
        } else {
          strays.add(
              stray(root, entry, "the ending is none of " + String.join(", ", ImageFiles.ENDINGS)));
        }
      }
    }
    return new Listing(images, strays);
  }

  /** Programs keep notes in hidden files; only a hidden image may have been meant as one. */
  private static void addHidden(Path root, Path entry, List<StrayFile> strays) {
    if (ImageFiles.isImage(entry)) {
      strays.add(stray(root, entry, "hidden"));
    }
  }

  private static StrayFile stray(Path root, Path entry, String reason) {
    return new StrayFile(root.relativize(entry).toString(), reason);
  }
}
