package io.finetune.weight;

import ai.djl.Application;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import com.google.gson.JsonParseException;
import io.finetune.WeightException;
import io.finetune.download.Checksum;
import io.finetune.download.Download;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Fetches and reads weights from their source.
 *
 * @param cache the folder for downloaded and unpacked files
 * @param zoo the base address of DJL's model zoo or of a mirror with its layout; ends with a slash
 * @param shipped opens the weights that ship for a card, empty if it has none
 * @param progress told how downloads go
 */
public record WeightSources(
    Path cache,
    URI zoo,
    Function<String, Optional<InputStream>> shipped,
    Download.Progress progress) {

  /** The public model zoo of DJL. */
  public static final URI DJL_ZOO = URI.create("https://mlrepo.djl.ai/");

  /** The most bytes of a file of weights; the largest of the models here have some hundred MB. */
  private static final long MAX_BYTES = 16L << 30;

  private static final String WEIGHTS = "weights";

  private static final List<Application> APPLICATIONS =
      List.of(
          Application.CV.IMAGE_CLASSIFICATION,
          Application.CV.OBJECT_DETECTION,
          Application.CV.INSTANCE_SEGMENTATION,
          Application.CV.SEMANTIC_SEGMENTATION);

  /**
   * Reads the weights of a source.
   *
   * @return the weights; empty for {@link WeightSource.None}
   * @throws WeightException if the source has none, or they are damaged
   * @throws io.finetune.DataException if a download fails
   */
  public Optional<Weights> read(WeightSource source) {
    if (source instanceof WeightSource.None) {
      return Optional.empty();
    }
    return Optional.of(Weights.read(file(source)));
  }

  private Path file(WeightSource source) {
    if (source instanceof WeightSource.Shipped known) {
      return unpacked(known.card());
    }
    if (source instanceof WeightSource.Local known) {
      return known.path();
    }
    if (source instanceof WeightSource.Remote known) {
      return fetch(known.uri(), known.checksum());
    }
    if (source instanceof WeightSource.DjlZoo known) {
      return fromZoo(known);
    }
    throw new AssertionError(source);
  }

  /**
   * Tells whether a download was made before.
   *
   * @param cache the folder for downloaded files
   * @param uri its address
   * @return true if its file is there
   */
  public static boolean holds(Path cache, URI uri) {
    return Download.to(cache.resolve(WEIGHTS)).holds(uri);
  }

  private Path fetch(URI uri, Checksum checksum) {
    return Download.to(cache.resolve(WEIGHTS))
        .reporting(progress)
        .atMost(MAX_BYTES)
        .get(uri, checksum);
  }

  /** Copies a shipped resource into the cache, since a resource in a jar cannot be mapped. */
  private Path unpacked(String card) {
    try (InputStream in =
        shipped
            .apply(card)
            .orElseThrow(
                () ->
                    new WeightException(
                        "No weights ship for "
                            + card
                            + "; name a file, an https URL, a djl:// address, or none."))) {
      Path folder = Files.createDirectories(cache.resolve("shipped"));
      Path part = Files.createTempFile(folder, card, ".tmp");
      try {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Path target = folder.resolve(card + ".safetensors");
        return Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new WeightException(
          "The weights shipped for " + card + " cannot be unpacked into " + cache + ": " + e, e);
    }
  }

  private Path fromZoo(WeightSource.DjlZoo source) {
    try {
      Artifact artifact = artifact(source);
      Artifact.Item item = weightFile(artifact);
      URI uri = zoo.resolve(artifact.getMetadata().getRepositoryUri()).resolve(item.getUri());
      if (!uri.getScheme().equals(zoo.getScheme())) {
        throw new WeightException("The artifact " + source + " points outside " + zoo + ": " + uri);
      }
      return fetch(uri, Checksum.sha1(item.getSha1Hash()));
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      throw new WeightException(
          "The model zoo " + zoo + " cannot be read for " + source + ": " + e, e);
    }
  }

  /** PyTorch's artifacts are one file, MXNet's keep the weights apart from the network's symbol. */
  private Artifact.Item weightFile(Artifact artifact) {
    return Stream.of("model", "parameters")
        .map(artifact.getFiles()::get)
        .filter(item -> item != null && item.getUri() != null)
        .findFirst()
        .orElseThrow(
            () ->
                new WeightException(
                    "The artifact "
                        + artifact.getName()
                        + " of "
                        + zoo
                        + " has no file named model or parameters."));
  }

  private Artifact artifact(WeightSource.DjlZoo source) throws IOException {
    Metadata metadata = metadata(source);
    List<Artifact> all =
        metadata.getArtifacts().stream()
            .filter(a -> source.version() == null || source.version().equals(a.getVersion()))
            .toList();
    List<String> names = all.stream().map(Artifact::getName).distinct().toList();
    if (source.name() == null && names.size() > 1) {
      throw new WeightException(
          source.artifact() + " has several artifacts; add one of " + names + " to the address.");
    }
    return all.stream()
        .filter(a -> source.name() == null || source.name().equals(a.getName()))
        .max((a, b) -> a.getParsedVersion().compareTo(b.getParsedVersion()))
        .orElseThrow(
            () ->
                new WeightException(
                    "The zoo has no " + source + "; of that version it has " + names + "."));
  }

  private Metadata metadata(WeightSource.DjlZoo source) throws IOException {
    Repository repository =
        zoo.getScheme().equals("file")
            ? Repository.newInstance("zoo", Path.of(zoo))
            : new RemoteRepository("zoo", zoo);
    for (Application application : APPLICATIONS) {
      Metadata found =
          locate(repository, repository.model(application, source.group(), source.artifact()));
      if (found != null) {
        return found;
      }
    }
    throw new WeightException(
        "The model zoo "
            + zoo
            + " has no vision model "
            + source.group()
            + "/"
            + source.artifact());
  }

  /** A remote repository reports an absent folder by an exception, a local one by null. */
  private static Metadata locate(Repository repository, MRL resource) throws IOException {
    try {
      return repository.locate(resource);
    } catch (FileNotFoundException e) {
      return null;
    }
  }
}
