package io.finetune.doctor;

import io.finetune.download.Download;
import java.nio.file.Path;

/**
 * The folders that the toolkit and its libraries write to.
 *
 * @param cache downloads and unpacked weights
 * @param engine where DJL unpacks libtorch
 * @param openCv where JavaCPP unpacks OpenCV
 * @param work where runs are written
 */
public record Places(Path cache, Path engine, Path openCv, Path work) {

  /** Returns those of this process. */
  public static Places usual() {
    Path home = Path.of(System.getProperty("user.home"));
    return new Places(
        Download.cacheFolder(),
        either(System.getenv("DJL_CACHE_DIR"), home.resolve(".djl.ai")),
        either(System.getProperty("org.bytedeco.javacpp.cachedir"), home.resolve(".javacpp/cache")),
        Path.of("").toAbsolutePath());
  }

  private static Path either(String given, Path usual) {
    return given == null || given.isBlank() ? usual : Path.of(given);
  }
}
