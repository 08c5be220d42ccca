package io.finetune.file;

import io.finetune.file.Change.Cut;
import io.finetune.file.Change.Force;
import io.finetune.file.Change.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** An open file of a {@link FaultyFileSystem}. */
final class FaultyChannel extends FileChannel {

  private final Path file;
  private final FileChannel real;
  private final Faults faults;

  FaultyChannel(Path file, FileChannel real, Faults faults) {
    this.file = file;
    this.real = real;
    this.faults = faults;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int written = write(source, real.position());
    real.position(real.position() + written);
    return written;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.duplicate().get(bytes);
    Write write = new Write(file, position, ByteBuffer.wrap(bytes));
    faults.before(write);
    int room = faults.room(write);
    if (room == 0 && bytes.length > 0) {
      throw new IOException("No space left on device");
    }
    ByteBuffer taken = ByteBuffer.wrap(bytes, 0, room);
    while (taken.hasRemaining()) {
      real.write(taken, position + taken.position());
    }
    source.position(source.position() + room);
    return room;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException("nothing gathers writes");
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < real.size()) {
      faults.before(new Cut(file, size));
      real.truncate(size);
    }
    return this;
  }

  /** Asks only: power failures are computed, and waiting for the disk would take minutes. */
  @Override
  public void force(boolean metaData) throws IOException {
    faults.before(new Force(file));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException("nothing transfers into files");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("nothing writes through a mapping");
    }
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
