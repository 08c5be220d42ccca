package io.finetune.page;

import io.finetune.FinetuneException;
import io.finetune.result.PictureRow.Group;
import io.finetune.result.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Test images with what the network says of them. */
final class PictureSection {

  private PictureSection() {}

  static void write(Markup page, Run run) {
    run.test()
        .filter(test -> !test.pictures().isEmpty())
        .ifPresent(test -> Shell.section(page, "Test images", () -> groups(page, test)));
  }

  private static void groups(Markup page, TestResults test) {
    page.element(
        "p",
        "Chosen by the evaluation of the "
            + test.describe()
            + (test.isDetection()
                ? ". Left what was found with a score of 0.5 or more, right what is annotated."
                    + " Quality is the overlap of what is right, by the mean number of"
                    + " objects there and found: 1 is perfect."
                : "."),
        "class",
        "note");
    for (Group group : Group.values()) {
      Table pictures = test.pictures().where("group", group.name());
      if (!pictures.isEmpty()) {
        page.element("h3", heading(group, test.isDetection()));
        page.in(
            "div",
            () -> pictures.rows().forEach(row -> picture(page, test, row)),
            "class",
            test.isDetection() ? "shots wide" : "shots");
      }
    }
  }

  private static String heading(Group group, boolean isDetection) {
    return switch (group) {
      case BEST -> isDetection ? "Best found" : "Right and most certain";
      case WORST -> isDetection ? "Worst found" : "Lowest probability of the true class";
      case MISTAKEN -> "Wrong and most certain";
    };
  }

  private static void picture(Markup page, TestResults test, Map<String, String> row) {
    page.in(
        "figure",
        () -> {
          String words = row.get("title") + ", " + row.get("detail");
          page.in(
              "div",
              () -> {
                image(page, test, row.get("file"), words);
                if (!row.get("annotated").isEmpty()) {
                  image(page, test, row.get("annotated"), "what is annotated on the same image");
                }
              },
              "class",
              "pair");
          page.in(
              "figcaption",
              () -> {
                page.in("strong", () -> page.name(row.get("title")));
                page.in("span", () -> page.name(row.get("detail")));
                page.in("small", () -> page.name(shortId(row.get("id"))), "title", row.get("id"));
              });
        },
        "class",
        "shot");
  }

  /** The last two parts of a path say enough; the whole is shown on pointing at it. */
  private static String shortId(String id) {
    String[] parts = id.split("/", -1);
    return parts.length < 3
        ? id
        : "\u2026/" + parts[parts.length - 2] + "/" + parts[parts.length - 1];
  }

  private static void image(Markup page, TestResults test, String file, String words) {
    Path path = test.folder().resolve(TestPictures.FOLDER).resolve(file);
    try {
      page.empty(
          "img",
          "src",
          Figures.uri("image/jpeg", Files.readAllBytes(path)),
          "alt",
          words,
          "loading",
          "lazy");
    } catch (IOException e) {
      throw new FinetuneException("cannot read " + path + ": " + e, e);
    }
  }
}
