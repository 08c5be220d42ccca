package io.finetune.data;

import io.finetune.coco.CocoInstances;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.region.Box;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images with their objects as a COCO annotation file has them, or a part of its images.
 *
 * <p>Objects stay in the columns of {@link CocoInstances}; an {@link Instances} is made when its
 * sample is asked for. Labels are places in the file's categories, in ascending order of their ids.
 * Crowds are among the objects, marked as such: the task decides what they are good for. Objects
 * without a usable box are not, but counted in {@link #leftOut()}.
 *
 * <p>Height and width are the annotation file's. Nothing is decoded here, so that a file of another
 * size than annotated (scaled down, or upright after its EXIF orientation) is found by whoever
 * decodes it, who must compare.
 */
public final class CocoDataset implements Dataset<Instances> {

  private final String name;
  private final String description;
  private final Path folder;
  private final CocoInstances annotations;
  private final int[] images;
  private final LeftOut leftOut;

  /**
   * @param folder what the file names of the annotations are relative to
   * @param images the places of the images in the annotations
   */
  CocoDataset(
      String name, String description, Path folder, CocoInstances annotations, int[] images) {
    this.name = name;
    this.description = description;
    this.folder = folder;
    this.annotations = annotations;
    this.images = images.clone();
    this.leftOut =
        IntStream.of(images).mapToObj(this::judge).reduce(LeftOut.NOTHING, LeftOut::plus);
  }

  private LeftOut judge(int image) {
    LeftOut sum = LeftOut.NOTHING;
    for (int object : annotations.objectsOf(image)) {
      sum = sum.plus(judge(image, object));
    }
    return sum;
  }

  private LeftOut judge(int image, int object) {
    return LeftOut.judge(
        annotations.box(object), annotations.height(image), annotations.width(image));
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public Sample<Instances> get(int index) {
    int image = images[index];
    List<Instance> objects = new ArrayList<>();
    for (int object : annotations.objectsOf(image)) {
      if (judge(image, object).total() == 0) {
        objects.add(instance(object));
      }
    }
    return new Sample<>(
        annotations.fileName(image),
        new EncodedFile(folder.resolve(annotations.fileName(image))),
        new Instances(
            annotations.imageId(image),
            annotations.height(image),
            annotations.width(image),
            objects));
  }

  private Instance instance(int object) {
    Box box = annotations.box(object);
    return new Instance(
        annotations.id(object),
        annotations.label(object),
        box,
        annotations.area(object),
        annotations.crowd(object),
        annotations.segmentation(object));
  }

  @Override
  public List<String> classes() {
    return annotations.categories().names();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public LeftOut leftOut() {
    return leftOut;
  }

  /**
   * Returns the annotations the samples come from, whole and in the file's own ids: for evaluation,
   * and for writing results that the file's other users can read. They hold more images than this
   * dataset where a share of them was held out, and the objects that are left out here.
   */
  public CocoInstances annotations() {
    return annotations;
  }
}
