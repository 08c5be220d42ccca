package io.finetune.data;

import io.finetune.FinetuneException;
import io.finetune.Names;
import io.finetune.data.DatasetEntry.Argument;
import io.finetune.download.Checksum;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of datasets that are known by name: those with a class for each image, and those with
 * labelled objects in each image.
 */
public final class Datasets {

  private static final char COLON = ':';
  private static final String READ = "read from the data";
  private static final String CIFAR_PAGE = "https://www.cs.toronto.edu/~kriz/cifar.html";
  private static final String CIFAR_LICENCE = "none stated; cite Krizhevsky 2009";
  private static final DatasetArchive CIFAR100_ARCHIVE =
      DatasetArchive.readAsItIs(
          "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
          "03b5dce01913d631647c71ecec9e9cb8");

  /** Images with one class each. */
  private static final List<DatasetEntry<Integer>> CLASSES =
      List.of(
          new DatasetEntry<>(
              "cifar100_fine",
              Argument.NONE,
              "Five trees and five flowers of CIFAR-100, a sample that ships with the toolkit.",
              OptionalInt.of(10),
              "500 + 400",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "nothing: it is inside the jar",
              List.of(),
              Cifar::cifar100Fine),
          new DatasetEntry<>(
              "cifar100_rest",
              Argument.NONE,
              "The 90 classes of CIFAR-100 that are not in cifar100_fine, for pretraining.",
              OptionalInt.of(90),
              "45000 + 9000",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "cifar-100-binary/ or cifar-100-binary.tar.gz",
              List.of(CIFAR100_ARCHIVE),
              Cifar::cifar100Rest),
          new DatasetEntry<>(
              "cifar100",
              Argument.NONE,
              "32x32 photographs of 100 classes (fine labels).",
              OptionalInt.of(100),
              "50000 + 10000",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "cifar-100-binary/ (train.bin, test.bin, fine_label_names.txt) or"
                  + " cifar-100-binary.tar.gz",
              List.of(CIFAR100_ARCHIVE),
              Cifar::cifar100),
          new DatasetEntry<>(
              "cifar10",
              Argument.NONE,
              "32x32 photographs of 10 classes.",
              OptionalInt.of(10),
              "50000 + 10000",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "cifar-10-batches-bin/ (data_batch_1..5.bin, test_batch.bin, batches.meta.txt) or"
                  + " cifar-10-binary.tar.gz",
              List.of(
                  DatasetArchive.readAsItIs(
                      "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                      "c32a1d4ab5d03f1284b67883e8d87530")),
              Cifar::cifar10),
          new DatasetEntry<>(
              "cub200",
              Argument.NONE,
              "Caltech-UCSD Birds 200-2011: 200 species of birds.",
              OptionalInt.of(200),
              "5994 + 5794",
              "non-commercial research and education",
              "https://www.vision.caltech.edu/datasets/cub_200_2011/",
              "CUB_200_2011/ (images/, images.txt, image_class_labels.txt, train_test_split.txt,"
                  + " classes.txt)",
              List.of(
                  DatasetArchive.unpacked(
                      "https://data.caltech.edu/records/65de6-vp158/files/CUB_200_2011.tgz",
                      Checksum.md5("97eceeb196236b17998738112f37df78"),
                      "cub200")),
              FineGrained::cub200),
          new DatasetEntry<>(
              "cars196",
              Argument.NONE,
              "Stanford Cars: 196 makes and models.",
              OptionalInt.of(196),
              "8144 + 8041",
              "non-commercial research",
              "https://ai.stanford.edu/~jkrause/cars/car_dataset.html",
              "cars_train/, cars_test/, devkit/ (cars_meta.mat, cars_train_annos.mat),"
                  + " cars_test_annos_withlabels.mat beside or inside devkit/",
              List.of(),
              FineGrained::cars196),
          new DatasetEntry<>(
              "dogs120",
              Argument.NONE,
              "Stanford Dogs: 120 breeds, cut from ImageNet.",
              OptionalInt.of(120),
              "12000 + 8580",
              "ImageNet's terms: non-commercial research and education",
              "http://vision.stanford.edu/aditya86/ImageNetDogs/",
              "Images/WNID-BREED/*.jpg, and train_list.mat, test_list.mat beside it or in lists/",
              List.of(
                  DatasetArchive.unpacked(
                      "http://vision.stanford.edu/aditya86/ImageNetDogs/images.tar",
                      Checksum.unknown(),
                      "dogs120/images"),
                  DatasetArchive.unpacked(
                      "http://vision.stanford.edu/aditya86/ImageNetDogs/lists.tar",
                      Checksum.unknown(),
                      "dogs120/lists")),
              FineGrained::dogs120),
          new DatasetEntry<>(
              "aircraft100",
              Argument.NONE,
              "FGVC-Aircraft: 100 variants of aeroplanes; images whole, with their banner.",
              OptionalInt.of(100),
              "6667 + 3333",
              "non-commercial research",
              "https://www.robots.ox.ac.uk/~vgg/data/fgvc-aircraft/",
              "fgvc-aircraft-2013b/data/ (images/, variants.txt, images_variant_trainval.txt,"
                  + " images_variant_test.txt)",
              List.of(
                  DatasetArchive.unpacked(
                      "https://www.robots.ox.ac.uk/~vgg/data/fgvc-aircraft/archives/"
                          + "fgvc-aircraft-2013b.tar.gz",
                      Checksum.unknown(),
                      "aircraft100")),
              FineGrained::aircraft100),
          new DatasetEntry<>(
              "imagenet",
              Argument.NONE,
              "ImageNet, ILSVRC 2012: 1000 classes.",
              OptionalInt.empty(),
              "1281167 + 50000",
              "non-commercial research and education",
              "https://www.image-net.org/",
              "train/WNID/*, val/WNID/*, and LOC_synset_mapping.txt or synset_words.txt for names",
              List.of(),
              ClassFolders::imagenet),
          new DatasetEntry<>(
              "mini_imagenet",
              Argument.NONE,
              "mini-ImageNet: 100 classes of ImageNet, a share of each held out for testing.",
              OptionalInt.empty(),
              "48000 + 12000",
              "ImageNet's terms",
              "https://github.com/twitter-research/meta-learning-lstm",
              "images/, train.csv, val.csv, test.csv (filename,label)",
              List.of(),
              ClassFolders::miniImagenet),
          new DatasetEntry<>(
              "folder",
              Argument.FOLDER,
              "Any folder of class folders, as folder:DIR.",
              OptionalInt.empty(),
              READ,
              "yours",
              "",
              "DIR/train/CLASS/* with DIR/val/CLASS/* or DIR/test/CLASS/*, or DIR/CLASS/*",
              List.of(),
              ClassFolders::folder));

  /** Images with boxes around their objects, and with masks where somebody drew them. */
  private static final List<DatasetEntry<Instances>> OBJECTS =
      List.of(
          new DatasetEntry<>(
              "coco2017",
              Argument.NONE,
              "COCO 2017: everyday scenes, objects of 80 classes with boxes and masks.",
              OptionalInt.of(80),
              "118287 + 5000",
              "annotations CC BY 4.0; images on Flickr's terms",
              "https://cocodataset.org/",
              "annotations/instances_train2017.json and instances_val2017.json, with the images in"
                  + " train2017/ and val2017/ or in images/train2017/ and images/val2017/",
              List.of(),
              CocoFolder::coco2017),
          new DatasetEntry<>(
              "coco",
              Argument.FOLDER,
              "Any folder in COCO's layout, as coco:DIR.",
              OptionalInt.empty(),
              READ,
              "yours",
              "https://cocodataset.org/#format-data",
              "annotations/instances_train*.json and instances_val*.json, with the images in"
                  + " train*/, images/train*/ or images/; or _annotations.coco.json beside the"
                  + " images in train/ and valid/ or test/; or one annotations/instances*.json or"
                  + " annotations.json, of whose images a share is held out",
              List.of(),
              CocoFolder::coco),
          new DatasetEntry<>(
              "voc",
              Argument.FOLDER,
              "Any folder in Pascal VOC's layout, as voc:DIR.",
              OptionalInt.empty(),
              READ,
              "yours; for VOC's own images Flickr's terms",
              "http://host.robots.ox.ac.uk/pascal/VOC/",
              "Annotations/*.xml, JPEGImages/, ImageSets/Main/ (trainval.txt and test.txt, or"
                  + " train.txt and val.txt), and SegmentationObject/*.png for masks; or its"
                  + " ImageSets/Segmentation/ itself, for the images that have masks",
              List.of(),
              Voc::open),
          new DatasetEntry<>(
              "pennfudan",
              Argument.NONE,
              "Penn-Fudan pedestrians: 345 people with boxes and masks, a share held out.",
              OptionalInt.of(1),
              "136 + 34",
              "none stated; cite Wang et al. 2007",
              "https://www.cis.upenn.edu/~jshi/ped_html/",
              "PennFudanPed/ (PNGImages/*.png, PedMasks/*_mask.png)",
              List.of(
                  DatasetArchive.unpacked(
                      "https://www.cis.upenn.edu/~jshi/ped_html/PennFudanPed.zip",
                      Checksum.unknown(),
                      "pennfudan")),
              PennFudan::open),
          new DatasetEntry<>(
              ShapesOptions.NAME,
              Argument.SPEC,
              "Circles, rectangles, triangles and stars, drawn on demand with boxes and masks.",
              OptionalInt.of(4),
              "2000 + 200",
              "yours",
              "",
              "nothing: it is drawn; shapes:images=500,test=100,size=128,objects=6,empty=0.1,seed=3"
                  + " says how",
              List.of(),
              options -> Shapes.open(ShapesOptions.parse(options))));

  private static final List<DatasetEntry<?>> ALL =
      Stream.<DatasetEntry<?>>concat(CLASSES.stream(), OBJECTS.stream()).toList();

  private Datasets() {}

  /** Returns the table, in the order it is listed. */
  public static List<DatasetEntry<?>> all() {
    return ALL;
  }

  /** Returns the datasets of images with one class each, for {@link #open}. */
  public static List<DatasetEntry<Integer>> ofClasses() {
    return CLASSES;
  }

  /** Returns the datasets of images with labelled objects, for {@link #openInstances}. */
  public static List<DatasetEntry<Instances>> ofObjects() {
    return OBJECTS;
  }

  /**
   * Opens a dataset for classification.
   *
   * @param name a name of the table, or {@code folder:DIR}
   * @param options where it is
   * @return its training and test part
   * @throws io.finetune.DataException if it is not there or not usable
   * @throws FinetuneException if the name is unknown or its images have no class of their own
   */
  public static Split<Integer> open(String name, DatasetOptions options) {
    return open(
        name,
        options,
        CLASSES,
        "labelled objects, which detection and segmentation models learn from;"
            + " a classification model learns from one of: ");
  }

  /**
   * Opens a dataset for detection or instance segmentation.
   *
   * @param name a name of the table, or {@code coco:DIR}, {@code voc:DIR}
   * @param options where it is
   * @return its training and test part
   * @throws io.finetune.DataException if it is not there or not usable
   * @throws FinetuneException if the name is unknown or its images have no labelled objects
   */
  public static Split<Instances> openInstances(String name, DatasetOptions options) {
    return open(
        name,
        options,
        OBJECTS,
        "one class an image, which classification models learn from;"
            + " a detection or segmentation model learns from one of: ");
  }

  private static <T> Split<T> open(
      String name, DatasetOptions options, List<DatasetEntry<T>> table, String others) {
    DatasetEntry<?> named = entry(name);
    for (DatasetEntry<T> entry : table) {
      if (entry.equals(named)) {
        return entry.open(options(entry, name, options));
      }
    }
    throw new FinetuneException(
        "dataset "
            + name
            + " has "
            + others
            + table.stream().map(Datasets::usage).collect(Collectors.joining(", ")));
  }

  private static DatasetOptions options(DatasetEntry<?> entry, String name, DatasetOptions given) {
    int colon = name.indexOf(COLON);
    return colon < 0
        ? given
        : entry.argument().apply(entry.name(), name.substring(colon + 1), given);
  }

  private static String usage(DatasetEntry<?> entry) {
    return entry.argument() == Argument.FOLDER ? entry.name() + ":DIR" : entry.name();
  }

  /**
   * Finds a dataset.
   *
   * @param name its name, with or without what may follow it after a colon
   * @return the line of the table
   * @throws FinetuneException if there is none, the message has the nearest and all valid names; or
   *     if something follows that this dataset does not take
   */
  public static DatasetEntry<?> entry(String name) {
    int colon = name.indexOf(COLON);
    String plain = colon < 0 ? name : name.substring(0, colon);
    DatasetEntry<?> entry = Names.find("dataset", plain, ALL, DatasetEntry::name);
    options(entry, name, DatasetOptions.shipped());
    return entry;
  }
}
