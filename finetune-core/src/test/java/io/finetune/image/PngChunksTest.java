package io.finetune.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PngChunksTest {

  private static final int HEADER_END = 33;

  @Test
  void everyByteOfAPictureIsWatched() throws IOException {
    byte[] whole = ImageDecoderTest.fixture("rgb16.png");
    assertEquals(Optional.empty(), PngChunks.flaw(whole));
    for (int i = 0; i < whole.length; i++) {
      assertTrue(PngChunks.flaw(Arrays.copyOf(whole, i)).isPresent(), "cut at " + i);
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      assertTrue(PngChunks.flaw(changed).isPresent(), "changed at " + i);
    }
    assertEquals(Optional.empty(), PngChunks.flaw(Arrays.copyOf(whole, whole.length + 9)));
  }

  @Test
  void animationsAreLeftOut() throws IOException {
    byte[] whole = ImageDecoderTest.fixture("rgb16.png");
    assertSame(whole, PngChunks.still(whole));
    byte[] control = {0, 0, 0, 0, 'a', 'c', 'T', 'L', 0, 0, 0, 0};
    byte[] frame = {0, 0, 0, 2, 'f', 'd', 'A', 'T', 7, 7, 0, 0, 0, 0};
    ByteBuffer moving = ByteBuffer.allocate(whole.length + 2 * control.length + frame.length);
    moving.put(whole, 0, HEADER_END).put(control);
    moving.put(whole, HEADER_END, whole.length - HEADER_END - 12).put(frame).put(control);
    moving.put(whole, whole.length - 12, 12);
    assertArrayEquals(whole, PngChunks.still(moving.array()));
  }
}
