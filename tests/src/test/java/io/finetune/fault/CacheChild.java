package io.finetune.fault;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.finetune.FinetuneException;
import io.finetune.download.Archives;
import io.finetune.download.Checksum;
import io.finetune.download.Download;
import java.net.URI;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * A process that fetches a file into a cache, or unpacks an archive, and says what it got: the path
 * or whether it unpacked; or, with the exit status 1, what was wrong.
 */
final class CacheChild {

  private CacheChild() {}

  public static void main(String[] args) {
    ((Logger) LoggerFactory.getLogger(Download.class.getPackageName())).setLevel(Level.INFO);
    try {
      System.out.println(
          args[0].equals("fetch")
              ? Download.to(Path.of(args[1])).get(URI.create(args[2]), Checksum.sha256(args[3]))
              : Archives.extractOnce(Path.of(args[1]), Path.of(args[2]), Long.MAX_VALUE));
    } catch (FinetuneException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }
}
