package io.finetune.box;

/**
 * Intersection over union. Neighbouring anchors lie close together, so most objects are found to
 * miss a whole block of them by one look at the block's extent.
 */
final class BoxQuality implements Quality {

  private final float[] objects;
  private final float[] candidates;
  private final float[] objectAreas;
  private final float[] candidateAreas;
  private final float[] extents;

  BoxQuality(float[] objects, float[] candidates) {
    this.objects = objects;
    this.candidates = candidates;
    this.objectAreas = Boxes.area(objects);
    this.candidateAreas = Boxes.area(candidates);
    this.extents = new float[4 * Matcher.blocks(candidateAreas.length)];
    for (int block = 0; block < extents.length / 4; block++) {
      int to = Math.min((block + 1) * Matcher.BLOCK, candidateAreas.length);
      extent(block, block * Matcher.BLOCK, to);
    }
  }

  private void extent(int block, int from, int to) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int at = 4 * from; at < 4 * to; at += 4) {
      left = candidates[at] < left ? candidates[at] : left;
      top = candidates[at + 1] < top ? candidates[at + 1] : top;
      right = candidates[at + 2] > right ? candidates[at + 2] : right;
      bottom = candidates[at + 3] > bottom ? candidates[at + 3] : bottom;
    }
    extents[4 * block] = left;
    extents[4 * block + 1] = top;
    extents[4 * block + 2] = right;
    extents[4 * block + 3] = bottom;
  }

  @Override
  public int objects() {
    return objectAreas.length;
  }

  @Override
  public int candidates() {
    return candidateAreas.length;
  }

  @Override
  public float of(int object, int candidate) {
    return Boxes.overlap(
        objects,
        4 * object,
        objectAreas[object],
        candidates,
        4 * candidate,
        candidateAreas[candidate]);
  }

  @Override
  public boolean reaches(int object, int block) {
    int own = 4 * object;
    int other = 4 * block;
    return objects[own] < extents[other + 2]
        && objects[own + 2] > extents[other]
        && objects[own + 1] < extents[other + 3]
        && objects[own + 3] > extents[other + 1];
  }
}
