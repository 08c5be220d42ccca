package io.finetune.coco;

import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scores detections image by image, equal to pycocotools' {@code COCOeval} to the last few bits.
 *
 * <p>An image is matched when it is added, and all that is kept of it are a score and two bits per
 * threshold and area range of each detection: no box and no mask. So an evaluation set may be of
 * any length, and images may come in any order.
 *
 * <p>Safe for use by several threads. Images are matched side by side; the result depends neither
 * on the threads nor on the order of the images.
 */
public final class CocoEvaluator {

  private final CocoSettings settings;
  private final Categories categories;
  private final Matcher matcher;
  private final List<MatchColumns> columns;
  private final Set<Long> images = new HashSet<>();
  private int unlisted;

  /**
   * An object that is there.
   *
   * @param id as in the annotation file. Like pycocotools, which keeps matches as ids and 0 for
   *     none, the evaluator counts a detection that is matched with id 0 as wrong: number from 1
   * @param label the category, in [0, K)
   * @param box around the object
   * @param area of the object in square pixels as annotated, which decides its area range; for
   *     COCO's files not the box's
   * @param crowd whether it stands for a group, which detections may lie in without being wrong
   * @param mask its pixels, needed for {@link IouType#SEGM}
   */
  public record Truth(long id, int label, Box box, double area, boolean crowd, Optional<Rle> mask) {

    /** Checks that nothing is missing. */
    public Truth {
      Objects.requireNonNull(box, "box");
      Objects.requireNonNull(mask, "mask");
    }
  }

  /**
   * An object that was found. The area that decides its area range is the box's for {@link
   * IouType#BBOX} and the mask's for {@link IouType#SEGM}, as for results files of boxes only and
   * of masks only.
   *
   * @param label the category, in [0, K)
   * @param score the higher, the surer; not NaN
   * @param box around the object
   * @param mask its pixels, needed for {@link IouType#SEGM}
   */
  public record Detection(int label, double score, Box box, Optional<Rle> mask) {

    /** Checks that nothing is missing. */
    public Detection {
      Objects.requireNonNull(box, "box");
      Objects.requireNonNull(mask, "mask");
    }
  }

  /**
   * Starts with no image.
   *
   * @param settings how to score
   * @param categories the K categories that labels count from
   */
  public CocoEvaluator(CocoSettings settings, Categories categories) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.categories = Objects.requireNonNull(categories, "categories");
    matcher = new Matcher(settings);
    int areas = settings.areaRanges().size();
    int thresholds = settings.iouThresholds().size();
    columns =
        Stream.generate(() -> new MatchColumns(areas, thresholds))
            .limit(settings.useCategories() ? categories.size() : 1)
            .toList();
  }

  /**
   * Adds one image; may be called from several threads. An image that is refused leaves no trace.
   *
   * @param imageId the image's id; decides the order of equal scores between images
   * @param truth the objects that are there, in the order of their file
   * @param found the detections, in the order of their file: of equal scores the first one counts
   *     as the higher
   * @throws IllegalArgumentException if the image was added before, a label is not in [0, K), a
   *     score or an area is NaN, a box is not finite, or masks are to be compared and one is
   *     missing or of another size than the others
   */
  public void add(long imageId, List<Truth> truth, List<Detection> found) {
    add(new RecordColumns(settings, categories.size(), imageId, truth, found).columns());
  }

  /** Adds one image. */
  void add(ImageColumns image) {
    List<CategoryMatches> matches = matcher.match(image);
    synchronized (this) {
      if (!images.add(image.id())) {
        throw new IllegalArgumentException(
            "image "
                + image.id()
                + " was added before; give each image once, with all its objects");
      }
      for (CategoryMatches of : matches) {
        columns.get(of.category()).append(of);
      }
    }
  }

  /** Counts detections that are left out for their category. */
  synchronized void addUnlisted(int detections) {
    unlisted += detections;
  }

  /**
   * Adds the images of another evaluator, such as one that scored another part of the data.
   *
   * @throws IllegalArgumentException if the other scores in another way, or has an image of this
   *     one
   */
  public void merge(CocoEvaluator other) {
    if (!settings.equals(other.settings) || !categories.equals(other.categories)) {
      throw new IllegalArgumentException(
          "only evaluators of the same settings and categories can be merged");
    }
    Contents contents = other.contents();
    synchronized (this) {
      for (long image : contents.images()) {
        if (images.contains(image)) {
          throw new IllegalArgumentException("both evaluators have image " + image);
        }
      }
      images.addAll(contents.images());
      unlisted += contents.unlisted();
      for (int k = 0; k < columns.size(); k++) {
        columns.get(k).append(contents.columns().get(k));
      }
    }
  }

  /** What was added up to some moment. */
  private record Contents(Set<Long> images, int unlisted, List<MatchColumns> columns) {}

  /** Taken at once, so that nobody waits for another thread or evaluator while holding this one. */
  private synchronized Contents contents() {
    return new Contents(
        Set.copyOf(images), unlisted, columns.stream().map(MatchColumns::frozen).toList());
  }

  /**
   * Scores everything added so far; images may be added afterwards. Categories are scored in
   * parallel, in the common pool.
   */
  public CocoScores scores() {
    Contents contents = contents();
    List<MatchColumns> all = contents.columns();
    Curves curves = new Curves(settings, all.size());
    IntStream.range(0, all.size())
        .parallel()
        .forEach(k -> Accumulator.accumulate(settings, k, all.get(k), curves));
    return new CocoScores(
        settings,
        categories,
        curves,
        new CocoScores.Counts(
            contents.images().size(),
            contents.unlisted(),
            all.stream().map(MatchColumns::objects).toList(),
            all.stream().map(MatchColumns::given).toList()));
  }

  /**
   * Scores a results file, as pycocotools' {@code loadRes}, {@code evaluate}, {@code accumulate}
   * and {@code summarize} do: every image of the annotations counts, with detections or without.
   * Detections of a category that the annotations do not list are left out and counted ({@link
   * CocoScores#unlistedDetections()}). Images are matched in parallel, in the common pool.
   *
   * @param truth the annotations
   * @param found the results
   * @param settings how to score
   * @return the scores
   * @throws io.finetune.DataException if results are of images that the annotations lack, or masks
   *     are to be compared and an object or the results have none or one of the wrong size
   */
  public static CocoScores evaluate(
      CocoInstances truth, CocoDetections found, CocoSettings settings) {
    return new FileEvaluation(truth, found, settings).scores();
  }
}
