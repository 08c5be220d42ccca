package io.finetune.doctor;

import io.finetune.Folders;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The folders that are written to: whether they can be, what lies there, and the space left. */
final class FolderChecks {

  private static final double GIB = 1024.0 * 1024 * 1024;

  /** A ResNet-50's last and best checkpoint, and something for logs. */
  private static final double LITTLE = GIB;

  private FolderChecks() {}

  static List<Diagnosis> of(Places places) {
    return List.of(cache(places.cache()), libraries(places), work(places.work()));
  }

  /** What a folder holds. */
  private record Content(long bytes, List<Path> leftovers) {}

  private static Diagnosis cache(Path folder) {
    String topic = "cache";
    Path absolute = folder.toAbsolutePath().normalize();
    if (!isWritable(absolute)) {
      return Diagnosis.problem(
          topic,
          absolute + " cannot be written to, so no weights can be fetched or unpacked",
          "make it writable, or set FINETUNE_HOME to a folder that is");
    }
    try {
      Content content = content(absolute);
      String found = absolute + ", " + size(content.bytes());
      if (content.leftovers().isEmpty()) {
        return Diagnosis.ok(topic, found);
      }
      return Diagnosis.note(
          topic,
          found + "; " + content.leftovers().size() + " unfinished downloads",
          "the next download of the same file goes on with it; if it is not wanted, delete "
              + content.leftovers().get(0)
              + (content.leftovers().size() > 1 ? " and the like" : ""));
    } catch (IOException e) {
      return Diagnosis.problem(topic, absolute + " cannot be read: " + e, "repair its rights");
    }
  }

  private static Diagnosis libraries(Places places) {
    String topic = "native libraries";
    try {
      long engine = content(places.engine()).bytes();
      long openCv = content(places.openCv()).bytes();
      return Diagnosis.ok(
          topic,
          String.format(
              Locale.ROOT,
              "unpacked to %s (%s) and %s (%s); both may be deleted",
              places.engine(),
              size(engine),
              places.openCv(),
              size(openCv)));
    } catch (IOException e) {
      return Diagnosis.note(topic, "cannot be listed: " + e, "repair the rights of " + places);
    }
  }

  private static Diagnosis work(Path folder) {
    String topic = "disk";
    if (!isWritable(folder)) {
      return Diagnosis.problem(
          topic,
          folder + " cannot be written to, so runs find no place",
          "start in another folder, or name one with --runs");
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String found = size(free) + " free for " + folder;
      return free >= LITTLE
          ? Diagnosis.ok(topic, found)
          : Diagnosis.problem(
              topic, found, "free some space, or name a folder on another disk with --runs");
    } catch (IOException e) {
      return Diagnosis.note(topic, "the space for " + folder + " cannot be told: " + e, "go on");
    }
  }

  private static String size(long bytes) {
    return bytes < GIB
        ? String.format(Locale.ROOT, "%.1f MiB", bytes * 1024 / GIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }

  /** Whether files can be made in a folder, or the folder itself where it is not there yet. */
  private static boolean isWritable(Path folder) {
    if (Files.exists(folder)) {
      return Files.isDirectory(folder) && Files.isWritable(folder);
    }
    Path parent = Folders.nearest(folder);
    return parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
  }

  private static Content content(Path folder) throws IOException {
    List<Path> leftovers = new ArrayList<>();
    long[] bytes = new long[1];
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes[0] += attributes.size();
              String name = file.getFileName().toString();
              if (name.endsWith(".part") || name.endsWith(".tmp")) {
                leftovers.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // gone since, or not ours to see
            }
          });
    }
    return new Content(bytes[0], leftovers);
  }
}
