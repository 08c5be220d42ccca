package io.finetune.coco;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The categories of a COCO file, in ascending order of their ids; a label in {@code [0, size())} is
 * a place in this order. COCO's own 80 categories have ids from 1 to 90 with gaps.
 *
 * @param all the categories; sorted by id here, whatever their order
 */
public record Categories(List<Category> all) {

  /**
   * One category.
   *
   * @param id as in the file
   * @param name such as {@code person}
   * @param supercategory the group it belongs to, "" where there is none
   */
  public record Category(long id, String name, String supercategory) {

    /** Refuses absent names. */
    public Category {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(supercategory, "supercategory");
    }
  }

  /**
   * Sorts the categories.
   *
   * @throws IllegalArgumentException if an id occurs twice
   */
  public Categories {
    all = all.stream().sorted(Comparator.comparingLong(Category::id)).toList();
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).id() == all.get(i - 1).id()) {
        throw new IllegalArgumentException(
            "category id "
                + all.get(i).id()
                + " is that of "
                + all.get(i - 1).name()
                + " and of "
                + all.get(i).name()
                + "; each category needs its own");
      }
    }
  }

  /**
   * Numbers names that have no ids: labels 0..K-1 get the ids 1..K.
   *
   * @param names in order of their labels
   * @return the categories
   */
  public static Categories ofNames(List<String> names) {
    List<Category> all = new ArrayList<>();
    for (String name : names) {
      all.add(new Category(all.size() + 1, name, ""));
    }
    return new Categories(all);
  }

  /** Returns their number K. */
  public int size() {
    return all.size();
  }

  /** Returns the id of a label. */
  public long id(int label) {
    return all.get(label).id();
  }

  /** Returns the name of a label. */
  public String name(int label) {
    return all.get(label).name();
  }

  /** Returns the names in order of their labels. */
  public List<String> names() {
    return all.stream().map(Category::name).toList();
  }

  /** Returns the label of an id, or -1 if no category has it. */
  public int label(long id) {
    int low = 0;
    int high = all.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = all.get(middle).id();
      if (found == id) {
        return middle;
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
