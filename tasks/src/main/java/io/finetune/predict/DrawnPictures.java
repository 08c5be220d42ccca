package io.finetune.predict;

import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedFile;
import io.finetune.image.RgbImage;
import io.finetune.report.Overlay;
import io.finetune.report.Pictures;
import io.finetune.report.ScoreStrip;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * A PNG file for every image: objects drawn on it, or the classes it may show listed below it.
 * Images too small to write on are enlarged.
 */
public final class DrawnPictures implements PredictionOutput {

  private final Path folder;
  private final List<String> classes;
  private final Overlay overlay;
  private final PictureNames names = new PictureNames();

  /**
   * Creates the output.
   *
   * @param folder where the pictures go
   * @param classes names of the labels
   * @throws io.finetune.FinetuneException if this JVM has no font to write with
   */
  public DrawnPictures(Path folder, List<String> classes) {
    this.folder = folder;
    this.classes = List.copyOf(classes);
    overlay = new Overlay(classes);
  }

  @Override
  public void add(Prediction said) {
    BufferedImage picture =
        said instanceof ClassPrediction shown ? classes(shown) : objects((ObjectPrediction) said);
    Pictures.write(picture, folder.resolve(names.of(said.file())));
  }

  /** The network has seen only a part of the image in its own size, so it is read once more. */
  private BufferedImage classes(ClassPrediction shown) {
    try (RgbImage image = ImageDecoder.decode(new EncodedFile(shown.file()))) {
      List<ScoreStrip.Line> lines =
          shown.classes().stream()
              .map(each -> new ScoreStrip.Line(classes.get(each.label()), each.score()))
              .toList();
      return ScoreStrip.below(Pictures.legible(image), lines);
    }
  }

  private BufferedImage objects(ObjectPrediction found) {
    BufferedImage canvas = Pictures.legible(found.image());
    overlay.draw(canvas, found.image().height(), found.image().width(), found.objects());
    return canvas;
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
