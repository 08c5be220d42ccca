package io.finetune.data;

import io.finetune.DataException;
import io.finetune.FileContent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of a CIFAR release, from the extracted folder or straight from the official archive.
 *
 * <p>The archive is read into memory (184 MB, two seconds) rather than extracted: the images are
 * held in memory in any case, and nothing is left on disk that could be torn or out of date.
 */
final class CifarFiles {

  /** More than any file of a release holds: the largest has 154 MB. */
  private static final int MAX_BYTES = 1 << 28;

  private final Path place;
  private final Map<String, byte[]> archived;

  private CifarFiles(Path place, Map<String, byte[]> archived) {
    this.place = place;
    this.archived = archived;
  }

  /**
   * Finds a release.
   *
   * @param dataset name of the dataset, for messages
   * @param options name the folder to look in
   * @param folder name of the release's folder; its archive is {@code folder} + ".tar.gz", or
   *     without the "-batches-bin" ending + "-binary.tar.gz" for CIFAR-10
   * @throws DataException if neither the folder nor the archive is there
   */
  static CifarFiles open(String dataset, DatasetOptions options, String folder) {
    Path root = options.requireRoot(dataset);
    String archiveName = folder.replace("-batches-bin", "-binary") + ".tar.gz";
    boolean isArchive = Files.isRegularFile(root);
    if (isArchive) {
      return new CifarFiles(root, unpack(root));
    }
    for (Path candidate : List.of(root.resolve(folder), root)) {
      if (hasRecords(candidate)) {
        return new CifarFiles(candidate, Map.of());
      }
    }
    Path archive = root.resolve(archiveName);
    if (Files.isRegularFile(archive)) {
      return new CifarFiles(archive, unpack(archive));
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "Dataset %s: neither the folder %s nor the archive %s is in %s; "
                + "give the folder that holds one of them as --data-dir.",
            dataset,
            folder,
            archiveName,
            root));
  }

  private static boolean hasRecords(Path folder) {
    return Files.isRegularFile(folder.resolve("test.bin"))
        || Files.isRegularFile(folder.resolve("test_batch.bin"));
  }

  private static Map<String, byte[]> unpack(Path archive) {
    Map<String, byte[]> files = new HashMap<>();
    long total = 0;
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.isFile()) {
          String name = e.getName().substring(e.getName().lastIndexOf('/') + 1);
          total += e.getSize();
          if (total > MAX_BYTES || files.put(name, tar.readNBytes((int) e.getSize())) != null) {
            throw new IOException(
                total > MAX_BYTES
                    ? "it holds more than " + MAX_BYTES + " bytes"
                    : "it holds two files " + name);
          }
        }
      }
    } catch (IOException e) {
      throw new DataException(
          String.format(Locale.ROOT, "Archive %s cannot be read (%s); fetch it again.", archive, e),
          e);
    }
    return files;
  }

  /** Returns where the files come from. */
  Path place() {
    return place;
  }

  /**
   * Reads a file of the release.
   *
   * @throws DataException if it is not there
   */
  byte[] read(String name) {
    if (archived.containsKey(name)) {
      return archived.get(name);
    }
    try {
      if (archived.isEmpty()) {
        return FileContent.read(place.resolve(name), MAX_BYTES);
      }
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s cannot be read (%s); extract the official archive again.",
              place.resolve(name),
              e),
          e);
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s holds no %s but %s; it is not the official binary version.",
            place,
            name,
            new TreeSet<>(archived.keySet())));
  }
}
