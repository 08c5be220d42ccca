package io.finetune.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What a program asks of a disk, one call at a time. */
public sealed interface Change {

  /** What is changed: a file, or the folder of a {@link Force}. */
  Path file();

  /** A file that was not there is made, empty. */
  record Create(Path file) implements Change {}

  /** A folder is made. */
  record MakeFolder(Path file) implements Change {}

  /** Bytes are written at a position. */
  record Write(Path file, long position, ByteBuffer bytes) implements Change {}

  /** The file is cut to a size. */
  record Cut(Path file, long size) implements Change {}

  /** What was written of a file, or what was named in a folder, is forced to the disk. */
  record Force(Path file) implements Change {}

  /** The file gets another name, in place of the file that had it. */
  record Rename(Path file, Path to) implements Change {}

  /** The name is removed. */
  record Delete(Path file) implements Change {}
}
