/**
 * The errors that every part of the toolkit reports, all of them a {@link
 * io.finetune.FinetuneException}, and what makes their messages useful: the valid names ({@link
 * io.finetune.Names}) and the folders that do exist ({@link io.finetune.Folders}).
 *
 * <pre>{@code
 * try {
 *   Finetune.model("resnet50").dataset("cub200").dataDir(folder).run();
 * } catch (DivergedException e) {
 *   retryWithALowerRate();
 * } catch (FinetuneException e) {
 *   show(e.getMessage()); // what is wrong, where, what was expected, what to do
 * }
 * }</pre>
 */
package io.finetune;
