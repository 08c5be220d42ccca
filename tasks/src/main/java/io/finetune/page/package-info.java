/**
 * The HTML page of a run, and of several runs side by side: one file that needs no network, for
 * large and small screens, light and dark, and paper. Entry points are {@link
 * io.finetune.page.RunPage} and {@link io.finetune.page.ComparisonPage}.
 *
 * <pre>{@code
 * Path page = RunPage.write(Path.of("runs/resnet50-cub200-sgd_gc"));
 *
 * ComparisonPage.write(
 *     List.of(Path.of("runs/resnet50-cub200-sgd"), Path.of("runs/resnet50-cub200-sgd_gc")),
 *     Path.of("compared"));
 * }</pre>
 *
 * <p>A page is a function of the files in a run's folder, read by {@link
 * io.finetune.page.RunFiles}: it can be made anew at any time, without the dataset and the network.
 * A section is a class with a method {@code write}; what a run did not leave is left out of its
 * page. Text is written through {@link io.finetune.page.Markup}, which escapes everything.
 */
package io.finetune.page;
