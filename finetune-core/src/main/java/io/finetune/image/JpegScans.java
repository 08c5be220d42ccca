package io.finetune.image;

import java.nio.ByteBuffer;

/**
 * Counts how often a JPEG goes over its image (ITU T.81, B.2).
 *
 * <p>A progressive file refines the whole image scan by scan, about ten times. Nothing in the
 * format bounds that, and an empty scan takes a dozen bytes: a megabyte can keep a decoder busy for
 * hours.
 */
final class JpegScans {

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegScans() {}

  /**
   * Counts the scans.
   *
   * @param file a JPEG
   * @return 1 where the first scan holds all there is, as in most photographs; then nothing after
   *     it is looked at. At least 1
   */
  static int count(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int scans = 0;
    boolean progressive = false;
    int components = 0;
    int at = 2;
    while (at + 5 <= file.length) {
      int marker = file[at + 1] & 0xFF;
      if ((file[at] & 0xFF) != 0xFF || marker == 0xFF) {
        at++; // coefficients, or a fill byte
      } else if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2; // an escaped byte of coefficients, or a marker without a segment
      } else if (marker == END_OF_IMAGE) {
        break;
      } else {
        if (ImageHeader.isFrame(marker) && at + 9 < file.length) {
          progressive |= marker % 4 == 2;
          components = file[at + 9] & 0xFF;
        } else if (marker == START_OF_SCAN) {
          scans++;
          if (!progressive && (file[at + 4] & 0xFF) >= components) {
            return 1;
          }
        }
        at += 2 + bytes.getChar(at + 2);
      }
    }
    return Math.max(1, scans);
  }
}
