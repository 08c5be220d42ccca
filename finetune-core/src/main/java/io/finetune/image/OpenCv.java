package io.finetune.image;

import org.bytedeco.opencv.global.opencv_core;

/** Settings of the native library that must stand before its first use. */
public final class OpenCv {

  static {
    // JavaCPP compares the whole process's resident memory with twice the Java heap on every
    // allocation, collects garbage when it is larger and then fails. The memory of a training
    // belongs to libtorch, so that limit says nothing about images: it is off unless set by hand.
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    // Loader workers are the parallelism; threads inside one resize would only compete with them.
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Loads the library on first use; later calls do nothing. */
  public static void load() {}

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
