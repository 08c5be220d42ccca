package io.finetune.data;

import io.finetune.Names;
import io.finetune.download.Checksum;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The table of datasets that are known by name. */
public final class Datasets {

  /** Selects any folder of class folders, as in {@code folder:DIR}. */
  public static final String FOLDER_PREFIX = "folder:";

  private static final String CIFAR_PAGE = "https://www.cs.toronto.edu/~kriz/cifar.html";
  private static final String CIFAR_LICENCE = "none stated; cite Krizhevsky 2009";
  private static final DatasetArchive CIFAR100_ARCHIVE =
      DatasetArchive.readAsItIs(
          "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
          "03b5dce01913d631647c71ecec9e9cb8");

  private static final List<DatasetEntry> TABLE =
      List.of(
          new DatasetEntry(
              "cifar100_fine",
              "Five trees and five flowers of CIFAR-100, a sample that ships with the toolkit.",
              OptionalInt.of(10),
              "500 + 400",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "nothing: it is inside the jar",
              List.of(),
              Cifar::cifar100Fine),
          new DatasetEntry(
              "cifar100_rest",
              "The 90 classes of CIFAR-100 that are not in cifar100_fine, for pretraining.",
              OptionalInt.of(90),
              "45000 + 9000",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "cifar-100-binary/ or cifar-100-binary.tar.gz",
              List.of(CIFAR100_ARCHIVE),
              Cifar::cifar100Rest),
          new DatasetEntry(
              "cifar100",
              "32x32 photographs of 100 classes (fine labels).",
              OptionalInt.of(100),
              "50000 + 10000",
              CIFAR_LICENCE,
              CIFAR_PAGE,
              "cifar-100-binary/ (train.bin, test.bin, fine_label_names.txt) or"
                  + " cifar-100-binary.tar.gz",
              List.of(CIFAR100_ARCHIVE),
              Cifar::cifar100),
          new DatasetEntry(
              "cifar10",
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
          new DatasetEntry(
              "cub200",
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
          new DatasetEntry(
              "cars196",
              "Stanford Cars: 196 makes and models.",
              OptionalInt.of(196),
              "8144 + 8041",
              "non-commercial research",
              "https://ai.stanford.edu/~jkrause/cars/car_dataset.html",
              "cars_train/, cars_test/, devkit/ (cars_meta.mat, cars_train_annos.mat),"
                  + " cars_test_annos_withlabels.mat beside or inside devkit/",
              List.of(),
              FineGrained::cars196),
          new DatasetEntry(
              "dogs120",
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
          new DatasetEntry(
              "aircraft100",
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
          new DatasetEntry(
              "imagenet",
              "ImageNet, ILSVRC 2012: 1000 classes.",
              OptionalInt.empty(),
              "1281167 + 50000",
              "non-commercial research and education",
              "https://www.image-net.org/",
              "train/WNID/*, val/WNID/*, and LOC_synset_mapping.txt or synset_words.txt for names",
              List.of(),
              ClassFolders::imagenet),
          new DatasetEntry(
              "mini_imagenet",
              "mini-ImageNet: 100 classes of ImageNet, a share of each held out for testing.",
              OptionalInt.empty(),
              "48000 + 12000",
              "ImageNet's terms",
              "https://github.com/twitter-research/meta-learning-lstm",
              "images/, train.csv, val.csv, test.csv (filename,label)",
              List.of(),
              ClassFolders::miniImagenet),
          new DatasetEntry(
              "folder",
              "Any folder of class folders, as folder:DIR.",
              OptionalInt.empty(),
              "read from the data",
              "yours",
              "",
              "DIR/train/CLASS/* with DIR/val/CLASS/* or DIR/test/CLASS/*, or DIR/CLASS/*",
              List.of(),
              ClassFolders::folder));

  private Datasets() {}

  /** Returns the table, in the order it is listed. */
  public static List<DatasetEntry> all() {
    return TABLE;
  }

  /**
   * Opens a dataset.
   *
   * @param name a name of the table, or {@code folder:DIR}
   * @param options where it is
   * @return its training and test part
   * @throws io.finetune.DataException if it is not there or not usable
   * @throws io.finetune.FinetuneException if the name is unknown
   */
  public static Split<Integer> open(String name, DatasetOptions options) {
    if (name.startsWith(FOLDER_PREFIX)) {
      Path folder = Path.of(name.substring(FOLDER_PREFIX.length()));
      return entry("folder").open(options.withRoot(folder));
    }
    return entry(name).open(options);
  }

  /**
   * Finds a dataset.
   *
   * @param name its name; {@code folder} for a folder of class folders
   * @return the line of the table
   * @throws io.finetune.FinetuneException if there is none; the message has the nearest and all
   *     valid names
   */
  public static DatasetEntry entry(String name) {
    return Names.find("dataset", name, TABLE, DatasetEntry::name);
  }
}
