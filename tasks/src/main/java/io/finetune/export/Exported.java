package io.finetune.export;

import java.nio.file.Path;

/**
 * What an export has written.
 *
 * @param path the file or folder
 * @param bytes the size of its files
 * @param comparison how it compares with the checkpoint
 */
public record Exported(Path path, long bytes, Comparison comparison) {}
