package io.finetune.detection;

import io.finetune.box.ImageSize;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.coco.CocoEvaluator.Truth;
import io.finetune.coco.CocoScores;
import java.util.List;

/** Is told what an evaluation finds, image by image, and what it scores in the end. */
public interface ObjectWitness {

  /**
   * One image of the test set.
   *
   * @param id where it comes from
   * @param imageId its number in the annotations
   * @param size rows and columns of the stored image, in whose pixels everything is
   * @param truth the objects that are there
   * @param found what was found, best first
   */
  record Seen(String id, long imageId, ImageSize size, List<Truth> truth, List<Detection> found) {

    /** Copies the lists. */
    public Seen {
      truth = List.copyOf(truth);
      found = List.copyOf(found);
    }
  }

  /**
   * Called once an image, on the evaluating thread.
   *
   * @param image what is there and what was found
   */
  void image(Seen image);

  /**
   * Called at the end.
   *
   * @param scores those of boxes, and of masks where they were scored
   */
  void scores(List<CocoScores> scores);
}
