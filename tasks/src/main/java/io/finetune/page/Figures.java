package io.finetune.page;

import io.finetune.page.Line.Point;
import io.finetune.report.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Puts plots into a page, and beside it, in a folder, the same as PNG and their numbers as CSV.
 *
 * @param folder where files go
 */
record Figures(Path folder) {

  /** Writes charts one beside the other, as many as there is room for. */
  void charts(Markup page, List<Chart> charts) {
    page.in(
        "div",
        () -> charts.stream().filter(each -> !each.isEmpty()).forEach(each -> chart(page, each)),
        "class",
        "charts");
  }

  private void chart(Markup page, Chart chart) {
    write(chart);
    page.in(
        "figure",
        () -> {
          page.in(
              "figcaption",
              () -> {
                page.element("h3", chart.title());
                if (chart.needsLegend()) {
                  legend(page, chart.lines());
                }
              });
          picture(
              page,
              chart.id(),
              theme -> ChartPainter.paint(chart, theme),
              chart.describe(),
              ChartPainter.WIDTH,
              ChartPainter.HEIGHT);
        },
        "class",
        "chart");
  }

  /** Writes the names of lines beside their colours. */
  static void legend(Markup page, List<Line> lines) {
    page.in(
        "ul",
        () ->
            lines.forEach(
                line ->
                    page.in(
                        "li",
                        () -> {
                          swatch(page, line.colour());
                          page.name(line.name());
                        })),
        "class",
        "legend");
  }

  static void swatch(Markup page, int colour) {
    page.element(
        "span",
        "",
        "class",
        "swatch s" + Math.floorMod(colour, Theme.colours()),
        "aria-hidden",
        "true");
  }

  /**
   * Writes a picture that follows the page's theme.
   *
   * @param id names its file
   * @param paint paints it for a theme
   * @param words what it shows
   * @param width pixels of the page
   * @param height pixels of the page
   */
  void picture(
      Markup page,
      String id,
      Function<Theme, BufferedImage> paint,
      String words,
      int width,
      int height) {
    byte[] light = png(paint.apply(Theme.LIGHT));
    WholeFile.write(folder.resolve(id + ".png"), out -> out.write(light));
    page.in(
        "picture",
        () -> {
          page.empty(
              "source",
              "media",
              "(prefers-color-scheme: dark)",
              "srcset",
              uri("image/png", png(paint.apply(Theme.DARK))));
          page.empty(
              "img",
              "src",
              uri("image/png", light),
              "alt",
              words,
              "width",
              Integer.toString(width),
              "height",
              Integer.toString(height));
        });
  }

  private static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream memory = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** The bytes of a file as an address. */
  static String uri(String type, byte[] bytes) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private void write(Chart chart) {
    csv(
        chart.id(),
        printer -> {
          printer.printRecord("line", chart.across(), "value", "spread");
          for (Line line : chart.lines()) {
            for (Point point : line.points()) {
              printer.printRecord(line.name(), point.x(), point.y(), point.spread());
            }
          }
        });
  }

  /** Prints rows. */
  @FunctionalInterface
  interface Rows {
    void print(CSVPrinter printer) throws IOException;
  }

  /** Writes a table beside the page. */
  void csv(String id, Rows rows) {
    WholeFile.write(
        folder.resolve(id + ".csv"),
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180);
          rows.print(printer);
          printer.flush();
        });
  }
}
