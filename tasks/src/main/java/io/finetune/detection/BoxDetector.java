package io.finetune.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.finetune.box.AnchorGrid;
import io.finetune.box.Anchors;
import io.finetune.box.Boxes;
import io.finetune.box.DetectionFilter;
import io.finetune.box.Detections;
import io.finetune.box.ImageSize;
import io.finetune.box.Proposals;
import io.finetune.box.ScoredBoxes;
import io.finetune.kernel.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Drives a {@link FasterRcnn} from images to boxes: proposals, pooling and the choice of detections
 * between its stages, as torchvision does in evaluation. The steps are methods of their own, for a
 * mask branch, a training or a test that needs one of them.
 */
public final class BoxDetector implements Detector {

  private final FasterRcnn network;
  private final ParameterStore store;
  private final Anchors anchors;
  private final Proposals choice;
  private final DetectionFilter filter;
  private final RegionPooler pooler = new RegionPooler(DetectorSpec.BOX_SIDE);

  /**
   * Constructs a detector.
   *
   * @param network the network; not closed
   * @param store where the parameters' arrays are found
   * @param anchors the boxes it starts from
   * @param choice which boxes are proposed
   * @param filter which boxes become detections
   */
  public BoxDetector(
      FasterRcnn network,
      ParameterStore store,
      Anchors anchors,
      Proposals choice,
      DetectionFilter filter) {
    this.network = network;
    this.store = store;
    this.anchors = anchors;
    this.choice = choice;
    this.filter = filter;
  }

  @Override
  public List<Findings> detect(NDArray images, List<ImageSize> sizes) {
    return Gradients.off(() -> found(images, sizes));
  }

  private List<Findings> found(NDArray images, List<ImageSize> sizes) {
    try (NDManager step = images.getManager().newSubManager();
        NDList maps = network.features(store, images, false)) {
      maps.attach(step); // what is computed from them goes with it
      return boxes(maps, proposals(maps, images.getShape(), sizes), sizes).stream()
          .map(found -> new Findings(found, new float[0]))
          .toList();
    }
  }

  /**
   * Lays the anchors of a batch.
   *
   * @param maps the pyramid's maps, finest first
   * @param images shape of the padded batch, (N, 3, H, W)
   * @return the anchors of each of its images
   */
  public AnchorGrid anchors(NDList maps, Shape images) {
    return anchors.on(size(images), maps.stream().map(map -> size(map.getShape())).toList());
  }

  private static ImageSize size(Shape shape) {
    return new ImageSize(
        Math.toIntExact(shape.get(shape.dimension() - 2)),
        Math.toIntExact(shape.get(shape.dimension() - 1)));
  }

  /**
   * Proposes regions.
   *
   * @param maps the pyramid's maps, finest first; not closed
   * @param images shape of the padded batch, (N, 3, H, W)
   * @param sizes the images' sizes without padding
   * @return for each image its boxes, best first, in pixels of the batch's images
   */
  public List<ScoredBoxes> proposals(NDList maps, Shape images, List<ImageSize> sizes) {
    AnchorGrid grid = anchors(maps, images);
    try (NDList outputs = network.proposals(store, maps, false)) {
      return propose(choice, outputs, grid, sizes);
    }
  }

  /**
   * Chooses proposals from the outputs of a network's proposal head.
   *
   * @param choice how many, and how different
   * @param outputs logits (N, S) and deltas (N, S, 4), float32; not closed
   * @param grid the batch's anchors
   * @param sizes the images' sizes without padding
   * @return for each image the boxes, best first, in pixels of the batch's images
   */
  public static List<ScoredBoxes> propose(
      Proposals choice, NDList outputs, AnchorGrid grid, List<ImageSize> sizes) {
    float[] logits = outputs.get(0).toFloatArray();
    float[] deltas = outputs.get(1).toFloatArray();
    return IntStream.range(0, sizes.size())
        .mapToObj(
            image ->
                choice.select(
                    levels(logits, grid, image, 1),
                    levels(deltas, grid, image, 4),
                    grid,
                    sizes.get(image)))
        .toList();
  }

  /** An image's part of a batch's numbers, cut into levels. */
  private static List<float[]> levels(float[] values, AnchorGrid grid, int image, int width) {
    List<float[]> levels = new ArrayList<>();
    for (int level = 0; level < grid.levels(); level++) {
      int from = width * (image * grid.count() + grid.start(level));
      levels.add(Arrays.copyOfRange(values, from, from + width * grid.count(level)));
    }
    return levels;
  }

  /**
   * Chooses detections among proposals.
   *
   * @param maps the pyramid's maps, finest first; not closed
   * @param proposals for each image its boxes
   * @param sizes the images' sizes without padding
   * @return for each image its detections, in pixels of the batch's images
   */
  public List<Detections> boxes(NDList maps, List<ScoredBoxes> proposals, List<ImageSize> sizes) {
    List<float[]> regions = proposals.stream().map(ScoredBoxes::boxes).toList();
    float[] probabilities;
    float[] deltas;
    try (PooledRegions pooled = pooler.pool(maps, regions);
        NDList outputs = network.boxes(store, pooled, false);
        NDArray softmax = outputs.get(0).softmax(1)) {
      probabilities = softmax.toFloatArray();
      deltas = outputs.get(1).toFloatArray();
    }
    int all = regions.stream().mapToInt(Boxes::count).sum();
    int classes = all == 0 ? 0 : probabilities.length / all;
    List<Detections> detections = new ArrayList<>();
    int from = 0;
    for (int image = 0; image < regions.size(); image++) {
      int to = from + classes * Boxes.count(regions.get(image));
      detections.add(
          filter.select(
              Arrays.copyOfRange(probabilities, from, to),
              Arrays.copyOfRange(deltas, 4 * from, 4 * to),
              regions.get(image),
              sizes.get(image)));
      from = to;
    }
    return detections;
  }
}
