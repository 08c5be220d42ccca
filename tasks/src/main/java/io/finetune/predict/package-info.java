/**
 * Using what a run has trained: {@link io.finetune.predict.Checkpoint} reads it, {@link
 * io.finetune.predict.ObjectPredictor} finds objects with it, {@link
 * io.finetune.predict.PredictionFolder} draws and lists them.
 *
 * <pre>{@code
 * ImageInputs images = ImageInputs.of(List.of(Path.of("photos")));
 * try (ObjectPredictor predictor = ObjectPredictor.load(Path.of("runs/maskrcnn"));
 *     PredictionFolder folder =
 *         PredictionFolder.create(
 *             Path.of("found"),
 *             Optional.empty(),
 *             CocoIds.numbered(images, predictor.classes()),
 *             predictor.classes())) {
 *   folder.finish(predictor.predict(images, folder::add));
 * }
 * try (ObjectPredictor predictor = ObjectPredictor.load(Path.of("runs/maskrcnn"));
 *     RgbImage image = ImageDecoder.decode(new EncodedFile(Path.of("street.jpg")))) {
 *   List<Detection> objects = predictor.predict(image);
 * }
 * }</pre>
 */
package io.finetune.predict;
