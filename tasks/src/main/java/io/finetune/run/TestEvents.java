package io.finetune.run;

import io.finetune.FinetuneException;
import io.finetune.classification.LabelWitness;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoScores;
import io.finetune.data.Dataset;
import io.finetune.data.Sample;
import io.finetune.detection.ObjectWitness;
import io.finetune.report.ContactSheet;
import io.finetune.report.ContactSheet.Picture;
import io.finetune.report.ContactSheet.Section;
import io.finetune.report.Overlay;
import io.finetune.report.Pictures;
import io.finetune.train.EpochReport;
import io.finetune.train.TensorBoardListener;
import io.finetune.train.ThresholdCounts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows TensorBoard what evaluations find: the predictions for the first images of the test set,
 * the same every time, and a classifier's precision-recall curves.
 *
 * @param <T> the type of a sample's target
 */
final class TestEvents<T> {

  private static final Logger log = LoggerFactory.getLogger(TestEvents.class);

  private static final int PICTURES = 12;
  private static final int CELL = 280;

  /** So many classes have a curve each; more would be a list that nobody looks through. */
  private static final int MOST_CURVES = 20;

  private static final double DRAWN_FROM = 0.5;

  private final Dataset<T> test;
  private final TensorBoardListener events;
  private final Map<String, Integer> chosen = new HashMap<>();
  private final Map<Integer, Picture> pictures = new TreeMap<>();
  private final Map<String, ThresholdCounts> curves = new LinkedHashMap<>();

  /**
   * @param test what is evaluated
   * @param events where to show it
   */
  TestEvents(Dataset<T> test, TensorBoardListener events) {
    this.test = test;
    this.events = events;
    for (int i = 0; i < Math.min(PICTURES, test.size()); i++) {
      chosen.put(test.get(i).id(), i);
    }
  }

  /** Begins a classifier's evaluation. */
  LabelWitness labels() {
    pictures.clear();
    curves.clear();
    curves.put("all", new ThresholdCounts());
    if (test.classes().size() <= MOST_CURVES) {
      test.classes().forEach(name -> curves.put("class/" + name, new ThresholdCounts()));
    }
    return this::count;
  }

  private void count(List<String> ids, List<Integer> labels, float[] probabilities) {
    int classes = test.classes().size();
    List<ThresholdCounts> counts = new ArrayList<>(curves.values());
    for (int i = 0; i < ids.size(); i++) {
      int best = 0;
      for (int k = 0; k < classes; k++) {
        float probability = probabilities[i * classes + k];
        best = probability > probabilities[i * classes + best] ? k : best;
        counts.get(0).add(probability, k == labels.get(i));
        if (counts.size() > 1) {
          counts.get(1 + k).add(probability, k == labels.get(i));
        }
      }
      show(ids.get(i), labels.get(i), best, probabilities[i * classes + best]);
    }
  }

  private void show(String id, int label, int best, float probability) {
    String truth = best == label ? "" : ", is " + test.classes().get(label);
    String caption =
        String.format(Locale.ROOT, "%s %.2f%s", test.classes().get(best), probability, truth);
    draw(id, (sample, canvas) -> caption);
  }

  /** Begins a detector's evaluation. */
  ObjectWitness objects() {
    pictures.clear();
    curves.clear();
    return new ObjectWitness() {
      @Override
      public void image(Seen image) {
        List<Detection> found =
            image.found().stream().filter(each -> each.score() >= DRAWN_FROM).toList();
        draw(
            image.id(),
            (sample, canvas) -> {
              new Overlay(test.classes())
                  .draw(canvas, image.size().height(), image.size().width(), found);
              return sample.id();
            });
      }

      @Override
      public void scores(List<CocoScores> scores) {
        // TensorBoard's curves want counts at thresholds of the score, which COCO's are not.
      }
    };
  }

  /** Draws on a picture and says what stands below it. */
  @FunctionalInterface
  private interface Painter<T> {
    String paint(Sample<T> sample, BufferedImage canvas);
  }

  private void draw(String id, Painter<T> painter) {
    Integer index = chosen.get(id);
    if (index == null) {
      return;
    }
    try {
      Sample<T> sample = test.get(index);
      BufferedImage canvas = Pictures.fit(sample.image(), CELL, CELL);
      pictures.put(index, new Picture(canvas, painter.paint(sample, canvas)));
    } catch (FinetuneException e) {
      log.warn("TensorBoard gets no picture of {}: {}", id, e.getMessage());
    }
  }

  /** Writes what the latest evaluation found, if it was of this epoch. */
  void onEpoch(EpochReport report) {
    if (report.metrics().isEmpty()) {
      return;
    }
    curves.forEach((name, counts) -> events.curve("pr/" + name, report.step(), counts));
    if (!pictures.isEmpty()) {
      try {
        Section section =
            new Section(
                String.format(Locale.ROOT, "Test images after epoch %d", report.epoch()),
                List.copyOf(pictures.values()));
        events.image("predictions", report.step(), new ContactSheet(List.of(section)).draw());
      } catch (FinetuneException e) {
        log.warn("TensorBoard gets no predictions: {}", e.getMessage());
      }
    }
  }
}
