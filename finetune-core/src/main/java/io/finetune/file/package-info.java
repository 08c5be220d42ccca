/**
 * Files that survive a crash. {@link io.finetune.file.DurableFile} is for what is written at once
 * and must be whole; {@link io.finetune.file.LogFile} for what grows line by line and must never
 * end the work it tells of.
 *
 * <pre>{@code
 * DurableFile.writeText(folder.resolve("config.yaml"), text); // there whole, or not at all
 *
 * try (DurableFile file = DurableFile.create(folder.resolve("table.csv"))) {
 *   file.stream().write(bytes); // under another name until it is published
 *   file.publish();
 * }
 * try (LogFile log = new LogFile(folder.resolve("run.log"), this::warn)) {
 *   log.write(line); // on a full disk: one warning, and written when there is room again
 * }
 * }</pre>
 */
package io.finetune.file;
