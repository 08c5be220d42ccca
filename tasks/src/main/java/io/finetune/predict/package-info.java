/**
 * Using what a run has trained: {@link io.finetune.predict.Checkpoint} reads it, {@link
 * io.finetune.predict.ClassPredictor} names what images show, {@link
 * io.finetune.predict.ObjectPredictor} finds objects on them, a {@link
 * io.finetune.predict.PredictionOutput} or a {@link io.finetune.predict.PredictionFolder} writes
 * that down.
 *
 * <pre>{@code
 * ImageInputs images = ImageSearch.find(List.of("photos", "more/*.jpg"), false);
 * try (ObjectPredictor predictor = ObjectPredictor.load(Path.of("runs/maskrcnn"));
 *     PredictionFolder folder =
 *         PredictionFolder.create(
 *             Path.of("found"), PredictionFolder.Plan.ofObjects(images, predictor.classes()))) {
 *   folder.finish(predictor.predict(images, folder::add));
 * }
 * try (ObjectPredictor predictor = ObjectPredictor.load(Path.of("runs/maskrcnn"));
 *     RgbImage image = ImageDecoder.decode(new EncodedFile(Path.of("street.jpg")))) {
 *   List<Detection> objects = predictor.predict(image);
 * }
 * }</pre>
 */
package io.finetune.predict;
