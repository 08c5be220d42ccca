package io.finetune.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finetune.page.Browser.View;
import io.finetune.page.Browser.Visit;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in a real browser, on a desk and on a phone, light and dark. */
class BrowserTest {

  private static final List<View> EVERY =
      List.of(
          new View(1280, 900, false),
          new View(1280, 900, true),
          new View(390, 844, false),
          new View(390, 844, true));

  /** The widest and the narrowest, light and dark. */
  private static final List<View> TWO = List.of(EVERY.get(0), EVERY.get(3));

  @TempDir static Path folder;

  private static Optional<Browser> browser = Optional.empty();

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    browser = Browser.open(Files.createDirectories(folder.resolve("profile")));
    assumeTrue(
        browser.isPresent(),
        "no chromium is installed, so no page is looked at (Debian: apt-get install chromium)");
  }

  @AfterAll
  static void close() {
    browser.ifPresent(Browser::close);
  }

  @Test
  void aClassifiersPageOfManyClasses() throws IOException {
    String settings = "optimizer: sgd_gc\ndata-dir: /" + "very-long-name-".repeat(20) + "\n";
    Path run = MadeRun.labels(folder.resolve("many"), MadeRun.MANY, settings, 1, 0.6);
    MadeRun.gradients(run);
    look("many", RunPage.write(run), EVERY);
  }

  @Test
  void aPageOfHostileNames() throws IOException {
    Path run = folder.resolve("h<i>" + "-long".repeat(30));
    MadeRun.labels(run, MadeRun.FEW, "optimizer: x\n", 1, 0.6);
    look("hostile", RunPage.write(run), TWO);
  }

  @Test
  void aDetectorsPage() throws IOException {
    look("objects", RunPage.write(MadeRun.objects(folder.resolve("objects"), MadeRun.FEW)), TWO);
  }

  @Test
  void aComparison() throws IOException {
    List<Path> runs =
        List.of(
            MadeRun.labels(folder.resolve("a1"), MadeRun.FEW, "optimizer: sgd\n", 1, 0.6),
            MadeRun.labels(folder.resolve("a2"), MadeRun.FEW, "optimizer: sgd\n", 2, 0.65),
            MadeRun.labels(folder.resolve("b1"), MadeRun.FEW, "optimizer: sgd_gc\n", 1, 0.7),
            MadeRun.labels(folder.resolve("b2"), MadeRun.FEW, "optimizer: sgd_gc\n", 2, 0.8));
    look("compare", ComparisonPage.write(runs, folder.resolve("out")), TWO);
  }

  /** Looks at a page and keeps the pictures beside the build. */
  private static void look(String name, Path page, List<View> views) throws IOException {
    for (View look : views) {
      int width = look.width();
      boolean isDark = look.isDark();
      String view = name + "-" + width + (isDark ? "-dark" : "-light");
      Visit visit = browser.orElseThrow().visit(page, look);
      Path pictures = Files.createDirectories(Path.of("target", "pages"));
      ImageIO.write(visit.picture(), "png", pictures.resolve(view + ".png").toFile());
      assertEquals(List.of(), visit.requests(), view + " asks for something outside");
      assertEquals(List.of(), visit.complaints(), view);
      assertTrue(visit.scrollWidth() <= width, view + " is " + visit.scrollWidth() + " wide");
      requireContent(visit.picture(), isDark, view);
    }
    assertEquals(
        "0", browser.orElseThrow().evaluate("document.querySelectorAll('script,main i').length"));
    assertEquals(
        "true",
        browser
            .orElseThrow()
            .evaluate("[...document.images].every(i => i.naturalWidth > 0 && i.alt.length > 0)"));
  }

  /** The ground has the theme's brightness, and there are many colours and inks on it. */
  private static void requireContent(BufferedImage picture, boolean isDark, String view) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < picture.getHeight(); y += 3) {
      for (int x = 0; x < picture.getWidth(); x += 3) {
        colours.add(picture.getRGB(x, y) & 0xFFFFFF);
      }
    }
    assertTrue(colours.size() > 100, view + " has " + colours.size() + " colours");
    int ground = picture.getRGB(2, 2) & 0xFF;
    assertEquals(isDark, ground < 128, view + ": the ground is " + ground);
  }
}
