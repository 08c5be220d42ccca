package io.finetune.page;

import java.awt.Color;
import java.util.List;

/**
 * The colours of plots on a light and on a dark page. Lines take Okabe and Ito's colours, which
 * people with any colour vision tell apart; on dark ground they are lighter. {@code page.css} has
 * the same.
 */
enum Theme {
  /** On white. */
  LIGHT(
      0xFFFFFF,
      0x1D2126,
      0x656D76,
      0xE6E9EC,
      List.of(0x0067B1, 0xD55E00, 0x00855F, 0xB5569B, 0x8A6D00, 0x2A9FD6, 0x5B5F66, 0x7A3E00)),
  /** On near black. */
  DARK(
      0x171B20,
      0xE6E8EA,
      0x98A2AD,
      0x2B3239,
      List.of(0x58A9EE, 0xFF8B45, 0x35C79B, 0xE391C8, 0xE8C547, 0x8ED3F4, 0xB4BBC4, 0xD9A066));

  private final Color ground;
  private final Color ink;
  private final Color faint;
  private final Color grid;

  @SuppressWarnings("ImmutableEnumChecker") // a list that nothing changes
  private final List<Color> lines;

  Theme(int ground, int ink, int faint, int grid, List<Integer> lines) {
    this.ground = new Color(ground);
    this.ink = new Color(ink);
    this.faint = new Color(faint);
    this.grid = new Color(grid);
    this.lines = lines.stream().map(Color::new).toList();
  }

  /** How many lines have a colour of their own. */
  static int colours() {
    return LIGHT.lines.size();
  }

  Color ground() {
    return ground;
  }

  Color ink() {
    return ink;
  }

  Color faint() {
    return faint;
  }

  Color grid() {
    return grid;
  }

  /** The colour of a line. */
  Color line(int index) {
    return lines.get(Math.floorMod(index, lines.size()));
  }

  /** Between ground and the first line's colour. */
  Color shade(double share) {
    Color full = line(0);
    return new Color(
        mix(ground.getRed(), full.getRed(), share),
        mix(ground.getGreen(), full.getGreen(), share),
        mix(ground.getBlue(), full.getBlue(), share));
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }
}
