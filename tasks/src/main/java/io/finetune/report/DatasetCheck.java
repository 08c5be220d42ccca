package io.finetune.report;

import io.finetune.DataException;
import io.finetune.data.CocoDataset;
import io.finetune.data.Dataset;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.data.Sample;
import io.finetune.data.StrayFile;
import io.finetune.image.ImageDecoder;
import io.finetune.image.RgbImage;
import io.finetune.report.Defect.Kind;
import io.finetune.report.PartReport.ImageSize;
import io.finetune.report.PartReport.ObjectCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Looks through a dataset for what would make a training fail or learn the wrong thing: images that
 * cannot be decoded or have another size than annotated, boxes out of their image, masks of another
 * size. It works on all processors.
 *
 * @param most how many images of a part are decoded, its first ones; the annotations of all are
 *     looked at
 * @param progress told how many images are decoded, of how many; called from several threads
 */
public record DatasetCheck(int most, BiConsumer<Integer, Integer> progress) {

  /** What one image showed: the labels of its objects or its own, and what is wrong with it. */
  private record Finding(
      Optional<ImageSize> size, List<Integer> labels, ObjectCounts counts, List<Defect> defects) {}

  /** What the annotations of one image show, given its size where it could be decoded. */
  @FunctionalInterface
  private interface Annotations<T> {
    Finding of(Sample<T> sample, Optional<ImageSize> size);
  }

  /** Requires a number that is not negative. */
  public DatasetCheck {
    Objects.requireNonNull(progress, "progress");
    if (most < 0) {
      throw new IllegalArgumentException("cannot decode " + most + " images");
    }
  }

  /** Returns a check that decodes every image and reports to nobody. */
  public static DatasetCheck complete() {
    return new DatasetCheck(Integer.MAX_VALUE, (done, all) -> {});
  }

  /**
   * Checks images with one class each.
   *
   * @param part what to call it, such as {@code train}
   * @param dataset its samples
   * @return what was found, defects in the order of the samples
   */
  public PartReport classes(String part, Dataset<Integer> dataset) {
    List<Finding> findings =
        look(
            dataset,
            (sample, size) ->
                new Finding(size, List.of(sample.target()), ObjectCounts.NONE, List.of()));
    return report(part, dataset, findings, Optional.empty(), oddities(dataset));
  }

  /**
   * Checks images with labelled objects.
   *
   * @param part what to call it, such as {@code train}
   * @param dataset its samples
   * @return what was found, defects in the order of the samples
   */
  public PartReport objects(String part, Dataset<Instances> dataset) {
    List<Finding> findings =
        look(
            dataset,
            (sample, size) ->
                new Finding(
                    size,
                    labels(sample.target()),
                    ObjectCounts.of(sample.target()),
                    ObjectDefects.find(sample, dataset.classes(), size)));
    ObjectCounts counts =
        findings.stream()
            .map(Finding::counts)
            .reduce(ObjectCounts.NONE.with(dataset.leftOut()), ObjectCounts::plus);
    return report(part, dataset, findings, Optional.of(counts), oddities(dataset));
  }

  private static List<Integer> labels(Instances target) {
    return target.objects().stream()
        .filter(object -> !object.crowd())
        .map(Instance::label)
        .toList();
  }

  /**
   * What is no sample though it lies among them, and what the reader of an annotation file saw,
   * each kind with the id of its first object.
   */
  private static List<String> oddities(Dataset<?> dataset) {
    List<String> oddities = new ArrayList<>(StrayFile.summary(dataset.strays()));
    if (dataset instanceof CocoDataset coco) {
      coco.annotations().problems().forEach(problem -> oddities.add(problem.toString()));
    }
    return oddities;
  }

  private <T> List<Finding> look(Dataset<T> dataset, Annotations<T> annotations) {
    int decoded = Math.min(most, dataset.size());
    AtomicInteger done = new AtomicInteger();
    return IntStream.range(0, dataset.size())
        .parallel()
        .mapToObj(
            i -> {
              Finding finding = look(dataset, i, i < decoded, annotations);
              if (i < decoded) {
                progress.accept(done.incrementAndGet(), decoded);
              }
              return finding;
            })
        .toList();
  }

  private static <T> Finding look(
      Dataset<T> dataset, int index, boolean decode, Annotations<T> annotations) {
    Sample<T> sample;
    try {
      sample = dataset.get(index);
    } catch (DataException e) {
      Defect defect = new Defect(Kind.UNUSABLE, "image number " + index, e.getMessage());
      return new Finding(Optional.empty(), List.of(), ObjectCounts.NONE, List.of(defect));
    }
    if (!decode) {
      return annotations.of(sample, Optional.empty());
    }
    try (RgbImage image = ImageDecoder.decode(sample.image())) {
      return annotations.of(sample, Optional.of(new ImageSize(image.height(), image.width())));
    } catch (DataException e) {
      Finding rest = annotations.of(sample, Optional.empty());
      List<Defect> defects = new ArrayList<>(rest.defects());
      defects.add(0, new Defect(Kind.UNREADABLE, sample.id(), e.getMessage()));
      return new Finding(rest.size(), rest.labels(), rest.counts(), defects);
    }
  }

  private PartReport report(
      String part,
      Dataset<?> dataset,
      List<Finding> findings,
      Optional<ObjectCounts> objects,
      List<String> oddities) {
    List<Integer> perClass = new ArrayList<>(Collections.nCopies(dataset.classes().size(), 0));
    for (Finding finding : findings) {
      finding.labels().forEach(label -> perClass.set(label, perClass.get(label) + 1));
    }
    return new PartReport(
        part,
        dataset.description(),
        dataset.classes(),
        dataset.size(),
        perClass,
        objects,
        oddities,
        findings.stream().flatMap(finding -> finding.size().stream()).toList(),
        findings.stream().flatMap(finding -> finding.defects().stream()).toList());
  }
}
