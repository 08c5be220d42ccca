/**
 * Datasets, of images with a class each or with labelled objects, and the loader that turns them
 * into batches.
 *
 * <p>Entry points are {@link io.finetune.data.Datasets}, the table of known datasets, and {@link
 * io.finetune.data.DataLoader}:
 *
 * <pre>{@code
 * Split<Integer> split = Datasets.open("cifar100", DatasetOptions.of(dataDir));
 * Pipeline augmentation = Pipeline.of(new PadAndCrop(32, 4), new HorizontalFlip(0.5));
 * try (DataLoader<Integer> loader =
 *     DataLoader.builder(split.train(), augmentation)
 *         .imageSize(32, 32).batchSize(128).shuffle(true).build()) {
 *   BatchIterator<Integer> batches = loader.epoch(0);
 * }
 * Split<Instances> objects = Datasets.openInstances("coco:" + folder, DatasetOptions.shipped());
 * List<Instance> first = objects.train().get(0).target().objects();
 * }</pre>
 */
package io.finetune.data;
