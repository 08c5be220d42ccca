package io.finetune.coco;

import java.util.ArrayList;
import java.util.List;

/** The images of an annotation file as columns, in the file's order. */
final class ImageTable {

  /** A height, width or file name that the file does not tell. */
  static final int UNKNOWN = -1;

  private final IdIndex ids = new IdIndex();
  private final List<String> fileNames = new ArrayList<>();
  private final IntColumn heights = new IntColumn();
  private final IntColumn widths = new IntColumn();

  /** Adds an image; false if its id is there already. An unknown file name is "". */
  boolean add(long id, String fileName, int height, int width) {
    if (!ids.add(id)) {
      return false;
    }
    fileNames.add(fileName);
    heights.add(height);
    widths.add(width);
    return true;
  }

  int size() {
    return ids.size();
  }

  long id(int image) {
    return ids.id(image);
  }

  /** The place of an id, or -1. */
  int find(long id) {
    return ids.find(id);
  }

  String fileName(int image) {
    return fileNames.get(image);
  }

  int height(int image) {
    return heights.get(image);
  }

  int width(int image) {
    return widths.get(image);
  }

  boolean knowsSize(int image) {
    return height(image) != UNKNOWN && width(image) != UNKNOWN;
  }
}
