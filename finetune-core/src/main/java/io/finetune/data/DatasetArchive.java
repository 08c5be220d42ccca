package io.finetune.data;

import io.finetune.DataException;
import io.finetune.download.Archives;
import io.finetune.download.Checksum;
import io.finetune.download.Download;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A public archive of a dataset.
 *
 * @param uri where it is
 * @param md5 its digest, where the publisher states one
 * @param folder the folder of the cache it is unpacked into; empty where it is read as it is
 */
public record DatasetArchive(URI uri, Optional<String> md5, Optional<String> folder) {

  private static final long MAX_UNPACKED = 16L << 30;

  static DatasetArchive readAsItIs(String uri, String md5) {
    return new DatasetArchive(URI.create(uri), Optional.of(md5), Optional.empty());
  }

  static DatasetArchive unpacked(String uri, Optional<String> md5, String folder) {
    return new DatasetArchive(URI.create(uri), md5, Optional.of(folder));
  }

  /**
   * Fetches this archive into the cache unless it is there, and unpacks it where it is to be
   * unpacked. Interrupted downloads are resumed; an unpacked folder appears only when complete.
   *
   * @param cache the folder that keeps datasets
   * @return the archive, or the folder it is unpacked into
   * @throws DataException if the archive cannot be fetched or its digest is another
   */
  Path fetch(Path cache) {
    Optional<Path> target = folder.map(cache::resolve);
    if (target.isPresent() && Files.isDirectory(target.get())) {
      return target.get();
    }
    Path archive = Download.to(cache.resolve("archives")).get(uri, Checksum.unknown());
    md5.ifPresent(expected -> requireDigest(archive, expected));
    target.ifPresent(unpacked -> Archives.extract(archive, unpacked, MAX_UNPACKED));
    return target.orElse(archive);
  }

  // Publishers of these archives state MD5 and nothing better: it tells a torn file from a whole
  // one, which is what it is for here.
  private void requireDigest(Path archive, String expected) {
    try (InputStream file = Files.newInputStream(archive);
        DigestInputStream stream = new DigestInputStream(file, MessageDigest.getInstance("MD5"))) {
      byte[] chunk = new byte[1 << 16];
      while (stream.read(chunk) >= 0) {
        // the stream computes the digest as it is read
      }
      String actual = HexFormat.of().formatHex(stream.getMessageDigest().digest());
      if (!actual.equals(expected)) {
        throw new DataException(
            "%s from %s has the MD5 %s, its publisher states %s; remove the file to fetch it again."
                .formatted(archive, uri, actual, expected));
      }
    } catch (IOException e) {
      throw new DataException("%s cannot be read (%s).".formatted(archive, e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
