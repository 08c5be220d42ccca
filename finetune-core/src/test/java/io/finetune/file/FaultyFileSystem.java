package io.finetune.file;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The machine's file system, seen through paths whose every change goes past {@link Faults} first:
 * code that is given such a path meets a full disk, or has its changes recorded, and knows nothing
 * of it.
 */
public final class FaultyFileSystem extends FileSystem {

  private final FileSystem real = FileSystems.getDefault();
  private final FaultyProvider provider;

  private FaultyFileSystem(Faults faults) {
    provider = new FaultyProvider(this, faults);
  }

  /**
   * Puts faults before a folder.
   *
   * @param folder on the machine's file system
   * @param faults asked before every change
   * @return the same folder; all paths made from it have the faults too
   */
  public static Path over(Path folder, Faults faults) {
    return new FaultyFileSystem(faults).wrap(folder);
  }

  /** The path without the faults. */
  static Path unwrap(Path path) {
    return Proxy.isProxyClass(path.getClass())
        ? ((Wrapped) Proxy.getInvocationHandler(path)).path
        : path;
  }

  Path wrap(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            Path.class.getClassLoader(), new Class<?>[] {Path.class}, new Wrapped(path));
  }

  private final class Wrapped implements InvocationHandler {

    private final Path path;

    Wrapped(Path path) {
      this.path = path;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("getFileSystem")) {
        return FaultyFileSystem.this;
      } else if (method.getName().equals("toFile")) {
        throw new UnsupportedOperationException("a File would go round the faults");
      }
      Object[] plain =
          arguments == null
              ? null
              : Arrays.stream(arguments).map(a -> a instanceof Path p ? unwrap(p) : a).toArray();
      try {
        Object result = method.invoke(path, plain);
        if (result instanceof Path other) {
          return wrap(other);
        }
        return result instanceof Iterator<?> ? wrapAll(path) : result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private Iterator<Path> wrapAll(Iterable<Path> paths) {
    return StreamSupport.stream(paths.spliterator(), false).map(this::wrap).iterator();
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    real.close();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return () -> wrapAll(real.getRootDirectories());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = real.getPathMatcher(pattern);
    return path -> matcher.matches(unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    return real.newWatchService();
  }
}
