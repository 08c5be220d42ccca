package io.finetune.data;

import io.finetune.FinetuneException;
import io.finetune.Folders;
import io.finetune.coco.Categories;
import io.finetune.coco.CocoInstances;
import io.finetune.coco.CocoInstancesBuilder;
import io.finetune.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Writes any dataset of objects to a folder in COCO's layout, for {@code coco:DIR} and for every
 * other tool that reads it:
 *
 * <pre>
 * DIR/annotations/instances_train.json
 * DIR/annotations/instances_val.json
 * DIR/train/000000000001.png ...
 * DIR/val/000000000001.png ...
 * </pre>
 *
 * <p>Images are named after their ids as COCO names its own. Those that are files already are
 * copied as they are; generated and plain pixels become PNG, without loss. Categories get the ids
 * 1..K and objects 1, 2, ... in the order of the dataset. Images are written one by one; only
 * annotations are held, as compact columns, and written when the images of their split are.
 */
public final class CocoFolderWriter {

  /** Hears of every image written. */
  @FunctionalInterface
  public interface Progress {

    /**
     * An image is written.
     *
     * @param images how many are, of both splits
     * @param total how many will be
     */
    void written(int images, int total);
  }

  private final Path folder;
  private final Progress progress;
  private final int total;
  private int written;

  private CocoFolderWriter(Path folder, Progress progress, int total) {
    this.folder = folder;
    this.progress = progress;
    this.total = total;
  }

  /**
   * Writes both splits.
   *
   * @param dataset what to write; its test split becomes COCO's {@code val}
   * @param folder where to, absent or empty
   * @param progress hears of every image, in the calling thread
   * @throws FinetuneException if the folder holds anything or cannot be written
   * @throws io.finetune.DataException if an image cannot be read
   * @throws IllegalArgumentException if two images of a split have the same id
   */
  public static void write(Split<Instances> dataset, Path folder, Progress progress) {
    Path target = folder.toAbsolutePath().normalize();
    Folders.requireEmpty(target);
    int total = Math.addExact(dataset.train().size(), dataset.test().size());
    CocoFolderWriter writer = new CocoFolderWriter(target, progress, total);
    writer.write("train", dataset.train());
    writer.write("val", dataset.test());
  }

  private void write(String split, Dataset<Instances> dataset) {
    Path images = folder.resolve(split);
    createFolder(images);
    CocoInstancesBuilder annotations = CocoInstances.builder(Categories.ofNames(dataset.classes()));
    for (int i = 0; i < dataset.size(); i++) {
      Sample<Instances> sample = dataset.get(i);
      EncodedImage image = EncodedImage.of(sample.image());
      Instances shown = sample.target();
      String name = String.format(Locale.ROOT, "%012d.%s", shown.imageId(), image.extension());
      annotations.image(shown.imageId(), name, shown.height(), shown.width());
      add(shown, annotations);
      writeFile(images.resolve(name), image.bytes());
      written++;
      progress.written(written, total);
    }
    String file = String.format(Locale.ROOT, "annotations/instances_%s.json", split);
    annotations.build().write(folder.resolve(file));
  }

  private static void add(Instances shown, CocoInstancesBuilder annotations) {
    for (Instance object : shown.objects()) {
      annotations.object(
          shown.imageId(),
          object.label(),
          object.box(),
          object.area(),
          object.crowd(),
          object.segmentation());
    }
  }

  private static void createFolder(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static void writeFile(Path path, byte[] content) {
    try {
      Files.write(path, content, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static FinetuneException unwritable(Path path, IOException cause) {
    return new FinetuneException(
        String.format(
            Locale.ROOT, "%s cannot be written (%s); check space and rights.", path, cause),
        cause);
  }
}
