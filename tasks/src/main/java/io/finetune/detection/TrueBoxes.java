package io.finetune.detection;

import io.finetune.box.ImageSize;
import io.finetune.data.Instance;
import io.finetune.data.Instances;
import io.finetune.region.Box;
import java.util.List;

/**
 * The objects of an image that a detector is to find, crowds left out, where the network sees them.
 *
 * @param boxes {@code (M, 4)}: corners in pixels of the network's input
 * @param objects {@code M} objects as stored, in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read, never compared
record TrueBoxes(float[] boxes, List<Instance> objects) {

  /**
   * @param image the stored image's objects
   * @param view what became of the image
   */
  static TrueBoxes of(Instances image, InputSizes.View view) {
    List<Instance> objects = image.objects().stream().filter(object -> !object.crowd()).toList();
    float[] boxes = new float[4 * objects.size()];
    for (int i = 0; i < objects.size(); i++) {
      Box box = objects.get(i).box();
      double left = view.mirrored() ? image.width() - box.x2() : box.x();
      boxes[4 * i] = (float) left;
      boxes[4 * i + 1] = (float) box.y();
      boxes[4 * i + 2] = (float) (left + box.width());
      boxes[4 * i + 3] = (float) box.y2();
    }
    ImageSize stored = new ImageSize(image.height(), image.width());
    return new TrueBoxes(stored.rescale(boxes, view.size()), objects);
  }
}
