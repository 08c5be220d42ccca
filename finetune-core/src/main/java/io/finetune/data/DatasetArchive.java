package io.finetune.data;

import io.finetune.download.Archives;
import io.finetune.download.Checksum;
import io.finetune.download.Download;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A public archive of a dataset.
 *
 * @param uri where it is
 * @param checksum what its content must be; unknown where the publisher states nothing
 * @param folder the folder of the cache it is unpacked into; empty where it is read as it is
 */
public record DatasetArchive(URI uri, Checksum checksum, Optional<String> folder) {

  private static final long MAX_UNPACKED = 16L << 30;

  static DatasetArchive readAsItIs(String uri, String md5) {
    return new DatasetArchive(URI.create(uri), Checksum.md5(md5), Optional.empty());
  }

  static DatasetArchive unpacked(String uri, Checksum checksum, String folder) {
    return new DatasetArchive(URI.create(uri), checksum, Optional.of(folder));
  }

  /**
   * Fetches this archive into the cache unless it is there, and unpacks it where it is to be
   * unpacked. Interrupted downloads are resumed; an unpacked folder appears only when complete.
   *
   * @param cache the folder that keeps datasets
   * @return the archive, or the folder it is unpacked into
   * @throws io.finetune.DataException if the archive cannot be fetched or its digest is another
   */
  Path fetch(Path cache) {
    Optional<Path> target = folder.map(cache::resolve);
    if (target.isPresent() && Files.isDirectory(target.get())) {
      return target.get();
    }
    Path archive = Download.to(cache.resolve("archives")).get(uri, checksum);
    target.ifPresent(unpacked -> Archives.extractOnce(archive, unpacked, MAX_UNPACKED));
    return target.orElse(archive);
  }
}
