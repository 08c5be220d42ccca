package io.finetune.doctor;

import io.finetune.FinetuneException;
import io.finetune.image.ImageDecoder;
import io.finetune.image.ImageSource.EncodedBytes;
import io.finetune.image.RgbImage;
import io.finetune.report.Overlay;
import java.util.Base64;
import java.util.List;

/** What decodes images and what draws them. */
final class LibraryChecks {

  private static final String IMAGES = "images";
  private static final String FONTS = "fonts";

  /** A picture of one red pixel. */
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4"
                  + "z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

  private LibraryChecks() {}

  static List<Diagnosis> all() {
    return List.of(
        Doctor.guarded(
            IMAGES,
            "OpenCV's natives come by Maven for the machine that builds, and unpack into"
                + " ~/.javacpp/cache: look whether that can be written to; another platform needs"
                + " -Djavacpp.classifier=..., see docs/dependencies.md",
            LibraryChecks::images),
        fonts());
  }

  private static Diagnosis images() {
    try (RgbImage image = ImageDecoder.decode(new EncodedBytes(PIXEL))) {
      byte[] rgb = image.toHwc();
      if (rgb.length != 3 || (rgb[0] & 0xFF) != 255 || rgb[1] != 0 || rgb[2] != 0) {
        throw new IllegalStateException("a red pixel was decoded as another");
      }
    }
    return Diagnosis.ok(IMAGES, "OpenCV decodes");
  }

  private static Diagnosis fonts() {
    try {
      Overlay.requireFont();
      return Diagnosis.ok(FONTS, "there, for plots and labels");
    } catch (FinetuneException e) {
      return Diagnosis.note(
          FONTS,
          "none: plots and drawn predictions will fail",
          "install fontconfig and a font (Debian: apt-get install fontconfig fonts-dejavu-core)");
    }
  }
}
