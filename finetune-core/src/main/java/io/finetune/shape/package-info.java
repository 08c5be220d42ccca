/**
 * Draws images of plain shapes on textured ground, with exact masks: data for trying out detection
 * and instance segmentation where none can be fetched.
 *
 * <p>The entry point is {@link io.finetune.shape.ShapeScene}, a pure function of its arguments:
 *
 * <pre>{@code
 * ShapeScene scene = ShapeScene.draw(256, 6, 0.0, seed, index);
 * for (ShapeScene.Shape shape : scene.shapes()) {
 *   int label = shape.kind().label();
 *   Rle mask = shape.visible().mask();
 * }
 * byte[] hwc = scene.paint();
 * }</pre>
 *
 * <p>An image is the same on every platform: outlines and colours are computed with arithmetic that
 * IEEE 754 fixes to the last bit and with random numbers of this package's own. Nothing starts
 * threads or keeps anything; different scenes may be drawn and painted at once, and one scene
 * painted several times at once.
 */
package io.finetune.shape;
