/**
 * Handing a trained model on, without Python: {@link io.finetune.export.Export} writes a checkpoint
 * in another format, {@link io.finetune.export.Exports} is the table of them. What is written is
 * loaded back, run, and compared before it appears under its name.
 *
 * <pre>{@code
 * Exported done =
 *     Export.checkpoint(Path.of("runs/resnet50-cub200-sgd_gc"))
 *         .format("onnx")
 *         .write(Path.of("birds.onnx"));
 * System.out.println(done.comparison().describe());
 * }</pre>
 *
 * <p>A network is told step by step ({@code NetworkSteps}) to whoever takes it down in a language
 * of its own ({@code Transcript}): ONNX and TorchScript are two.
 */
package io.finetune.export;
