package io.finetune.detection;

import io.finetune.box.Detections;
import io.finetune.box.ImageSize;
import io.finetune.box.MaskPaste;
import io.finetune.coco.CocoEvaluator.Detection;
import io.finetune.region.Box;
import io.finetune.region.Rle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was found in one image.
 *
 * @param boxes labels from 1, scores, boxes, best first
 * @param masks {@code (N, 28, 28)}: the probability that a pixel inside the box is the object's;
 *     empty where the network draws no masks
 */
@SuppressWarnings("ArrayRecordComponent") // results are read, never compared
public record Findings(Detections boxes, float[] masks) {

  private static final MaskPaste PASTE = new MaskPaste(28);

  /** Requires a mask for each box, or none. */
  public Findings {
    if (masks.length > 0 && (boxes.count() == 0 || masks.length % boxes.count() != 0)) {
      throw new IllegalArgumentException(
          boxes.count() + " boxes cannot have masks of " + masks.length + " numbers");
    }
  }

  /**
   * Moves the boxes onto another size of the same image.
   *
   * @param from the size they are on
   * @param to the wanted size
   * @return the same with boxes in pixels of the wanted size
   */
  public Findings rescaled(ImageSize from, ImageSize to) {
    return new Findings(
        new Detections(boxes.labels(), boxes.scores(), from.rescale(boxes.boxes(), to)), masks);
  }

  /**
   * Returns the objects as scores, drawings and files take them: labels from 0, masks pasted onto
   * the image one by one and kept as run lengths.
   *
   * @param image the size that the boxes are on
   * @return best first
   */
  public List<Detection> objects(ImageSize image) {
    float[] corners = boxes.boxes();
    List<Detection> objects = new ArrayList<>();
    for (int i = 0; i < boxes.count(); i++) {
      Box box =
          Box.ofCorners(corners[4 * i], corners[4 * i + 1], corners[4 * i + 2], corners[4 * i + 3]);
      objects.add(
          new Detection(boxes.labels()[i] - 1, boxes.scores()[i], box, mask(corners, i, image)));
    }
    return objects;
  }

  private Optional<Rle> mask(float[] corners, int index, ImageSize image) {
    return masks.length == 0
        ? Optional.empty()
        : Optional.of(PASTE.paste(masks, corners, index, image));
  }
}
