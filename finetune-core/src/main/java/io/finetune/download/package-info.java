/**
 * Files from the network into the cache: resumed, checked, and whole or absent; archives unpacked
 * without trusting them.
 *
 * <p>Entry types: {@link io.finetune.download.Download}, {@link io.finetune.download.Archives}.
 *
 * <pre>{@code
 * Path file = Download.to(Download.cacheFolder()).get(uri, Checksum.sha256("ab12..."));
 * Archives.extract(file, Path.of("data/cub200"), 4L << 30);
 * }</pre>
 */
package io.finetune.download;
