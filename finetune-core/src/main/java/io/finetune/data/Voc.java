package io.finetune.data;

import io.finetune.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads folders in the layout of the Pascal VOC challenges (Everingham et al. 2010): one XML file
 * an image, lists of the images of each split, and for some images a PNG of their objects' pixels.
 *
 * <p>The splits are trainval and test where the test images are annotated, as those of 2007 are;
 * otherwise train and val. A folder without lists has a share of its images held out.
 */
final class Voc {

  /** The classes of the challenges from 2007 on. */
  static final List<String> CLASSES =
      List.of(
          "aeroplane",
          "bicycle",
          "bird",
          "boat",
          "bottle",
          "bus",
          "car",
          "cat",
          "chair",
          "cow",
          "diningtable",
          "dog",
          "horse",
          "motorbike",
          "person",
          "pottedplant",
          "sheep",
          "sofa",
          "train",
          "tvmonitor");

  private static final String NAME = "voc";
  private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".JPG", ".JPEG");

  private final Path root;
  private final DatasetOptions options;

  private Voc(Path root, DatasetOptions options) {
    this.root = root;
    this.options = options;
  }

  /** Opens a folder. */
  static Split<Instances> open(DatasetOptions options) {
    Path given = options.requireRoot(NAME);
    Path parent = given.getParent();
    if (parent != null && parent.endsWith("ImageSets")) {
      return new Voc(parent.getParent(), options).split(given);
    }
    Path root = root(given);
    Path lists =
        Stream.of("Main", "Segmentation")
            .map(set -> root.resolve("ImageSets").resolve(set))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(root.resolve("ImageSets"));
    return new Voc(root, options).split(lists);
  }

  /**
   * The folder that holds the annotations: the one given, or the only year in a development kit.
   */
  private static Path root(Path given) {
    List<Path> years =
        Stream.of(given, given.resolve("VOCdevkit"))
            .filter(Files::isDirectory)
            .flatMap(
                folder ->
                    Stream.concat(Stream.of(folder), ImageFiles.folders(NAME, folder).stream()))
            .filter(folder -> Files.isDirectory(folder.resolve("Annotations")))
            .distinct()
            .toList();
    if (years.size() > 1) {
      throw new DataException(
          String.format(
              Locale.ROOT, "Dataset %s: which of %s is meant? Give one of them.", NAME, years));
    }
    return years.stream()
        .findFirst()
        .orElseThrow(() -> DatasetOptions.missing(NAME, given.resolve("Annotations")));
  }

  private Split<Instances> split(Path lists) {
    if (!Files.isDirectory(lists)) {
      List<String> ids = annotated();
      return heldOut("Annotations", ids, withoutAnnotation(ids));
    }
    Path test = list(lists, "test");
    if (Files.isRegularFile(list(lists, "trainval")) && isAnnotated(test)) {
      return split(list(lists, "trainval"), test);
    }
    Path train = list(lists, "train");
    for (Path other : List.of(list(lists, "val"), test)) {
      if (Files.isRegularFile(train) && Files.isRegularFile(other)) {
        return split(train, other);
      }
    }
    return Stream.of("trainval", "train")
        .map(name -> list(lists, name))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(only -> heldOut(root.relativize(only).toString(), ids(only), List.of()))
        .orElseThrow(
            () ->
                new DataException(
                    String.format(
                        Locale.ROOT,
                        "Dataset %s: %s holds no lists of images that make a split; expected"
                            + " trainval.txt and test.txt, or train.txt and val.txt, with an"
                            + " annotation for each image.",
                        NAME,
                        lists)));
  }

  private Split<Instances> split(Path train, Path test) {
    return split(train.toString(), ids(train), test.toString(), ids(test), List.of());
  }

  private static Path list(Path lists, String name) {
    return lists.resolve(name + ".txt");
  }

  /** Whether a list is there and all its images are annotated: some years keep those of test. */
  private boolean isAnnotated(Path list) {
    return Files.isRegularFile(list)
        && ids(list).stream().map(this::annotation).allMatch(Files::isRegularFile);
  }

  /** The ids of a list; some lists have a second column. */
  private List<String> ids(Path list) {
    return requireInside(
        TextFile.lines(NAME, list).stream().map(line -> line.split("\\s+", 2)[0]).toList(), list);
  }

  /** All that belongs to an image lies one folder below the root. */
  private List<String> requireInside(List<String> ids, Path list) {
    ids.forEach(id -> ImageFiles.resolve(NAME, root, root.resolve("Annotations"), id, list));
    return ids;
  }

  private List<String> annotated() {
    Path folder = root.resolve("Annotations");
    return requireInside(annotated(folder), folder);
  }

  private static List<String> annotated(Path folder) {
    return ImageFiles.files(NAME, folder).stream()
        .map(file -> file.getFileName().toString())
        .filter(file -> file.endsWith(".xml"))
        .map(file -> file.substring(0, file.length() - ".xml".length()))
        .toList();
  }

  private Path annotation(String id) {
    return root.resolve("Annotations").resolve(id + ".xml");
  }

  /** Images that no annotation belongs to, where no list says that this is meant. */
  private List<StrayFile> withoutAnnotation(List<String> ids) {
    Path images = root.resolve("JPEGImages");
    Set<String> known = Set.copyOf(ids);
    return !Files.isDirectory(images)
        ? List.of()
        : ImageFiles.images(NAME, images).stream()
            .filter(
                file ->
                    !known.contains(file.getFileName().toString().replaceFirst("\\.[^.]*$", "")))
            .map(file -> new StrayFile(root.relativize(file).toString(), "without annotation"))
            .toList();
  }

  private Split<Instances> heldOut(String what, List<String> ids, List<StrayFile> strays) {
    HeldOut share = HeldOut.of(NAME, root.resolve(what), ids.size(), options);
    String how = " (" + HeldOut.describe(options) + ")";
    return split(
        root.resolve(what) + how,
        IntStream.of(share.train()).mapToObj(ids::get).toList(),
        root.resolve(what) + how,
        IntStream.of(share.test()).mapToObj(ids::get).toList(),
        strays);
  }

  private Split<Instances> split(
      String trainList,
      List<String> train,
      String testList,
      List<String> test,
      List<StrayFile> strays) {
    requireDistinct(trainList, train, testList, test);
    List<VocDataset.Image> learned = read(train);
    List<VocDataset.Image> measured = read(test);
    List<String> classes = classes(learned, measured);
    return ObjectSplits.of(
        new VocDataset(trainList + ", training split", root, classes, learned, strays),
        learned.stream().mapToInt(image -> image.annotation().objects().size()).sum(),
        new VocDataset(testList + ", test split", root, classes, measured, List.of()));
  }

  private static void requireDistinct(
      String trainList, List<String> train, String testList, List<String> test) {
    Set<String> seen = new HashSet<>();
    for (String id : Stream.concat(train.stream(), test.stream()).toList()) {
      if (!seen.add(id)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "Dataset %s: image %s is listed twice in %s and %s; a model must not be tested on"
                    + " what it has seen.",
                NAME,
                id,
                trainList,
                testList));
      }
    }
  }

  private List<VocDataset.Image> read(List<String> ids) {
    Set<String> masks =
        Files.isDirectory(masks())
            ? ImageFiles.files(NAME, masks()).stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet())
            : Set.of();
    return ids.parallelStream().map(id -> read(id, masks.contains(id + ".png"))).toList();
  }

  private VocDataset.Image read(String id, boolean hasMasks) {
    Path images = root.resolve("JPEGImages");
    return new VocDataset.Image(
        ENDINGS.stream()
            .map(ending -> images.resolve(id + ending))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> DatasetOptions.missing(NAME, images.resolve(id + ".jpg"))),
        hasMasks ? Optional.of(masks().resolve(id + ".png")) : Optional.empty(),
        VocAnnotation.read(annotation(id)));
  }

  private Path masks() {
    return root.resolve("SegmentationObject");
  }

  /** VOC's own classes if there are no others, otherwise those that are there, by name. */
  private static List<String> classes(List<VocDataset.Image> train, List<VocDataset.Image> test) {
    Set<String> names = new TreeSet<>();
    Stream.concat(train.stream(), test.stream())
        .flatMap(image -> image.annotation().objects().stream())
        .forEach(object -> names.add(object.name()));
    return CLASSES.containsAll(names) ? CLASSES : List.copyOf(names);
  }
}
