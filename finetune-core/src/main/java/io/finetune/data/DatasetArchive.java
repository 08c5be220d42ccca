package io.finetune.data;

import java.net.URI;
import java.util.Optional;

/**
 * A public archive of a dataset.
 *
 * @param uri where it is
 * @param md5 its digest, where the publisher states one
 * @param folder the folder of the cache it is unpacked into; empty where it is read as it is
 */
public record DatasetArchive(URI uri, Optional<String> md5, Optional<String> folder) {

  static DatasetArchive readAsItIs(String uri, String md5) {
    return new DatasetArchive(URI.create(uri), Optional.of(md5), Optional.empty());
  }

  static DatasetArchive unpacked(String uri, Optional<String> md5, String folder) {
    return new DatasetArchive(URI.create(uri), md5, Optional.of(folder));
  }
}
