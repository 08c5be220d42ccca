package io.finetune.coco;

import io.finetune.DataException;
import io.finetune.region.Box;
import io.finetune.region.Segmentation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The annotations of an {@code instances_*.json}, as columns. Immutable, and safe to share between
 * threads.
 *
 * <p>Images and objects are numbered by their place in the file, from 0; their ids, which may be
 * any numbers, are attributes. Methods that take a place throw {@link IndexOutOfBoundsException} if
 * there is no such image or object.
 *
 * <p>Coordinates are held in one pool: COCO's train2017 (450 MB, 860,000 objects) takes 0.5 GB.
 * Boxes and segmentations become objects when they are asked for.
 */
public final class CocoInstances {

  private final String source;
  private final Categories categories;
  private final ImageTable images;
  private final ObjectTable objects;
  private final IntColumn imageOf;
  private final IntColumn labels;
  private final List<Problem> problems;

  /** The objects in the order of their images; those of image i begin at {@code offsets[i]}. */
  private final int[] byImage;

  private final int[] offsets;

  CocoInstances(
      String source,
      Categories categories,
      ImageTable images,
      ObjectTable objects,
      IntColumn imageOf,
      IntColumn labels,
      List<Problem> problems) {
    this.source = source;
    this.categories = categories;
    this.images = images;
    this.objects = objects;
    this.imageOf = imageOf;
    this.labels = labels;
    this.problems = List.copyOf(problems);
    this.offsets = new int[images.size() + 1];
    this.byImage = new int[objects.size()];
    groupByImage();
  }

  /** Counting sort, which keeps the file's order inside an image. */
  private void groupByImage() {
    for (int object = 0; object < objects.size(); object++) {
      offsets[imageOf.get(object) + 1]++;
    }
    Arrays.parallelPrefix(offsets, Integer::sum);
    int[] next = offsets.clone();
    for (int object = 0; object < objects.size(); object++) {
      byImage[next[imageOf.get(object)]++] = object;
    }
  }

  /**
   * Reads an annotation file in COCO's format. It is streamed, never held as text or tree.
   *
   * <p>Needed are {@code images} with {@code id}, {@code categories} with {@code id} and {@code
   * name}, {@code annotations} with {@code image_id}, {@code category_id} and {@code bbox}. What
   * may be left out, or be null:
   *
   * <ul>
   *   <li>{@code id} of annotations, if none has one: they are numbered from 1;
   *   <li>{@code iscrowd}: 0; {@code supercategory}: "";
   *   <li>{@code segmentation}, also {@code []}: none;
   *   <li>{@code area}: that of the mask; of the box, if there is no segmentation, or polygons in
   *       an image of unknown size;
   *   <li>{@code file_name}, {@code height}, {@code width} of images: an error when asked for.
   * </ul>
   *
   * An {@code ignore} key means nothing, as pycocotools overwrites it. Other keys are passed over;
   * of a key that an object has twice, the last counts, as in Python.
   *
   * @param file the file, UTF-8
   * @return its content
   * @throws DataException if the file cannot be read, is not JSON or is cut off, lacks something,
   *     has values of a wrong type, numbers that are not finite, ids that occur twice or point
   *     nowhere, run lengths that do not fill their image, or outlines too large to be drawn
   *     ({@link io.finetune.region.Polygons#MAX_CROSSINGS}). The message names the file and the
   *     place in it, or the id. Oddities that can be lived with are no error but counted: {@link
   *     #problems()}
   */
  public static CocoInstances read(Path file) {
    return InstancesReader.read(file);
  }

  /**
   * Starts annotations that do not come from a file.
   *
   * @param categories the categories
   * @return a builder without images
   */
  public static CocoInstancesBuilder builder(Categories categories) {
    return new CocoInstancesBuilder(categories);
  }

  /**
   * Writes an annotation file in COCO's format, from which {@link #read} makes equal annotations:
   * the whole file or, after a failure, the former one, never a part. Crowds' masks are written
   * uncompressed, as COCO does, those of other objects as compressed strings.
   *
   * @param file the file to make or replace; its folder is made if absent
   * @throws DataException if it cannot be written
   */
  public void write(Path file) {
    InstancesWriter.write(this, file);
  }

  /** Returns the categories; a label is a place among them. */
  public Categories categories() {
    return categories;
  }

  /** Returns what is odd about the content, by kind; nothing if all is well. */
  public List<Problem> problems() {
    return problems;
  }

  /** Returns the number of images. */
  public int images() {
    return images.size();
  }

  /** Returns the id of an image. */
  public long imageId(int image) {
    return images.id(image);
  }

  /** Returns the place of an image's id, or -1 if no image has it. */
  public int imageOfId(long id) {
    return images.find(id);
  }

  /** Tells whether the height and the width of an image are known. */
  public boolean knowsSize(int image) {
    return images.knowsSize(image);
  }

  /**
   * Returns the number of rows of an image.
   *
   * @throws DataException if the file does not tell
   */
  public int height(int image) {
    return require("height", image, images.height(image));
  }

  /**
   * Returns the number of columns of an image.
   *
   * @throws DataException if the file does not tell
   */
  public int width(int image) {
    return require("width", image, images.width(image));
  }

  private int require(String key, int image, int value) {
    if (value == ImageTable.UNKNOWN) {
      throw missing(key, image);
    }
    return value;
  }

  /** Tells whether the file name of an image is known. */
  public boolean hasFileName(int image) {
    return !images.fileName(image).isEmpty();
  }

  /**
   * Returns the file name of an image, as annotated: without folder, or with a relative one.
   *
   * @throws DataException if the file does not tell
   */
  public String fileName(int image) {
    if (!hasFileName(image)) {
      throw missing("file_name", image);
    }
    return images.fileName(image);
  }

  private DataException missing(String key, int image) {
    return new DataException(
        source + ": image " + images.id(image) + " has no " + key + ", which is needed here");
  }

  /** Returns the number of objects. */
  public int objects() {
    return objects.size();
  }

  /** Returns the places of an image's objects in the file's order; a new array. */
  public int[] objectsOf(int image) {
    return Arrays.copyOfRange(byImage, offsets[image], offsets[image + 1]);
  }

  /** Returns the id of an object. */
  public long id(int object) {
    return objects.id(object);
  }

  /** Returns the place of an object's image. */
  public int image(int object) {
    return imageOf.get(object);
  }

  /** Returns the label of an object, in {@code [0, categories().size())}. */
  public int label(int object) {
    return labels.get(object);
  }

  /** Returns the box of an object, as annotated; it may be empty or outside the image. */
  public Box box(int object) {
    return objects.box(object);
  }

  /** Returns the area of an object in pixels, as annotated: that of the mask, not of the box. */
  public double area(int object) {
    return objects.area(object);
  }

  /** Tells whether an object is a group that was not annotated one by one. */
  public boolean crowd(int object) {
    return objects.crowd(object);
  }

  /** Returns which pixels an object covers; a new object at each call. */
  public Optional<Segmentation> segmentation(int object) {
    int place = objects.segmentation(object);
    return place == Segmentations.NONE ? Optional.empty() : Optional.of(objects.pool().get(place));
  }

  /** Returns where the annotations come from, and how many there are. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d images, %d objects, %d categories",
        source,
        images(),
        objects(),
        categories.size());
  }
}
