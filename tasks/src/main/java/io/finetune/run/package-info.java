/**
 * A whole run: settings, recipes, and the session that carries them out. The entry is {@link
 * io.finetune.run.Finetune}; {@link io.finetune.run.Settings} is the table of what can be set,
 * {@link io.finetune.run.Recipes} of what is set when the user sets nothing.
 *
 * <pre>{@code
 * RunResult result =
 *     Finetune.model("resnet50")
 *         .dataset("cub200")
 *         .optimizer("sgd_gc")
 *         .dataDir(Path.of("CUB_200_2011"))
 *         .set(Settings.EPOCHS, 10)
 *         .run();
 * double top1 = result.metrics().get("top1");
 * Path best = result.directory().resolve("best.safetensors");
 * }</pre>
 */
package io.finetune.run;
