package io.finetune.coco;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;
import java.io.InputStream;

/**
 * Jackson's parser of UTF-8, and a short way through lists of plain numbers.
 *
 * <p>Four fifths of an annotation file are coordinates such as {@code 214.27}. Making a token of
 * each costs several times what the number itself does, and a JVM that has just started spends the
 * rest of the time compiling that machinery. So such numbers are taken from the parser's own buffer
 * directly; whatever looks otherwise (exponents, many digits, a list that goes on in the next
 * buffer, an error) is left to the parser, in a state as if it had come there by itself.
 */
final class NumberListParser extends UTF8StreamJsonParser {

  private static final int BUFFER_BYTES = 1 << 18;

  /**
   * Up to so many digits, digits and power of ten are both exact doubles, and their quotient, being
   * rounded once, is the double nearest to the decimal (Clinger 1990, the fast path).
   */
  private static final int EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private static final int FEATURES =
      JsonParser.Feature.collectDefaults()
          | StreamReadFeature.USE_FAST_DOUBLE_PARSER.mappedFeature().getMask()
          // Python writes NaN; taken as a number, it can be refused in the reader's own words.
          | JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature().getMask();

  /**
   * Creates a parser.
   *
   * @param in UTF-8 without a byte order mark; closed with the parser
   */
  NumberListParser(InputStream in) {
    super(
        new IOContext(
            StreamReadConstraints.defaults(),
            StreamWriteConstraints.defaults(),
            ErrorReportConfiguration.defaults(),
            new BufferRecycler(),
            ContentReference.unknown(),
            true),
        FEATURES,
        in,
        null,
        ByteQuadsCanonicalizer.createRoot().makeChild(JsonFactory.Feature.collectDefaults()),
        new byte[BUFFER_BYTES],
        0,
        0,
        0,
        false);
  }

  /** Tells whether the input has ended and all of it was looked at. */
  boolean isExhausted() {
    return _inputStream == null && _inputPtr >= _inputEnd;
  }

  /**
   * Reads plain numbers from the start of a list, which must be the current token, and goes to the
   * token after them: the first element that was not read, or the list's end.
   *
   * @param numbers gets the numbers
   * @return how many were read, 0 or more
   */
  int readPlainNumbers(DoubleColumn numbers) throws IOException {
    int count = 0;
    int follower = 0;
    while (follower != ']' && readPlainNumber(numbers)) {
      count++;
      follower = _inputBuffer[_inputPtr];
      if (follower == ',') {
        // The parser has seen no element of this list yet, so it takes the one after the comma for
        // the first, and expects no comma before it.
        _inputPtr++;
      }
    }
    if (nextToken() == JsonToken.END_ARRAY && follower == ',') {
      _reportError("a list ends with a comma");
    }
    return count;
  }

  /** Reads a plain number up to the comma or bracket after it; false if there is no such number. */
  private boolean readPlainNumber(DoubleColumn numbers) {
    skipBlanks();
    boolean negative = _inputPtr < _inputEnd && _inputBuffer[_inputPtr] == '-';
    int start = negative ? _inputPtr + 1 : _inputPtr;
    long digits = 0;
    int point = -1;
    int at = start;
    for (; at < _inputEnd; at++) {
      int c = _inputBuffer[at];
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
      } else if (c == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    boolean ended = at < _inputEnd && (_inputBuffer[at] == ',' || _inputBuffer[at] == ']');
    if (!ended || !isPlain(start, point, at)) {
      return false;
    }
    double value = point < 0 ? digits : digits / POWERS_OF_TEN[at - point - 1];
    numbers.add(negative ? -value : value);
    _inputPtr = at;
    return true;
  }

  /** Tells whether digits are a number that JSON allows, short enough to be exact. */
  private boolean isPlain(int start, int point, int end) {
    int integerEnd = point < 0 ? end : point;
    boolean leadingZero = integerEnd - start > 1 && _inputBuffer[start] == '0';
    return integerEnd > start && end - 1 > point && end - start <= EXACT_DIGITS && !leadingZero;
  }

  /** Goes over blanks, which the parser may find passed or not, and keeps the count of lines. */
  private void skipBlanks() {
    for (; _inputPtr < _inputEnd; _inputPtr++) {
      int c = _inputBuffer[_inputPtr];
      if (c == '\n') {
        _currInputRow++;
        _currInputRowStart = _inputPtr + 1;
      } else if (c != ' ') {
        return;
      }
    }
  }
}
