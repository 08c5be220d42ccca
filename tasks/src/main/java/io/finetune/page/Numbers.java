package io.finetune.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {

  /** What stands where a number is not defined. */
  static final String NONE = "\u2013";

  private static final String THIN = "\u202F";

  private Numbers() {}

  /** A fraction as a percentage with two decimals. */
  static String percent(double share) {
    return Double.isNaN(share)
        ? NONE
        : String.format(Locale.ROOT, "%.2f", 100 * share) + THIN + "%";
  }

  /** A fraction as a percentage with one decimal. */
  static String roughPercent(double share) {
    return Double.isNaN(share)
        ? NONE
        : String.format(Locale.ROOT, "%.1f", 100 * share) + THIN + "%";
  }

  /** A difference of fractions in percentage points, with its sign. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f", 100 * difference).replace('-', '\u2212');
  }

  /** Four significant digits, without an exponent where that is readable. */
  static String plain(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e6)) {
      return exponent(value, 3);
    }
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** A number beside an axis: short. */
  static String tick(double value) {
    double size = Math.abs(value);
    if (size < 1e-12) {
      return "0";
    }
    if (size < 1e-3 || size >= 1e5) {
      return exponent(value, 1);
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String exponent(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    return text.replaceAll("e([+-])0*(\\d)", "e$1$2").replace("e+", "e");
  }

  /** A whole number with thin spaces between thousands. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(",", THIN);
  }

  /** A time: 4.2 s, 42 s, 12.5 min, 3.1 h. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f" : "%.0f", seconds) + THIN + "s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%.1f", seconds / 60) + THIN + "min"
        : String.format(Locale.ROOT, "%.1f", seconds / 3600) + THIN + "h";
  }
}
