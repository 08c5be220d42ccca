/**
 * Drawings and reports: detections and annotations on images, contact sheets, what a dataset holds,
 * and evaluations as text, JSON and plots. Entry points are {@link io.finetune.report.Overlay},
 * {@link io.finetune.report.DatasetCheck} and {@link io.finetune.report.ResultsEvaluation}.
 *
 * <pre>{@code
 * ResultsEvaluation evaluation =
 *     ResultsEvaluation.of(
 *         Path.of("instances_val2017.json"), Path.of("detections.json"),
 *         Set.of(IouType.BBOX), true, List.of(1, 10, 100));
 * EvaluationText.lines(evaluation, true).forEach(System.out::println);
 * EvaluationPlots.write(evaluation, Path.of("plots"));
 *
 * BufferedImage canvas = Pictures.of(image);
 * new Overlay(classNames).draw(canvas, image.height(), image.width(), detections);
 * Pictures.write(canvas, Path.of("found.png"));
 * }</pre>
 *
 * <p>Everything works without a display. Text on pictures needs a font, which a server's Java may
 * lack; that is an error that says what to install.
 */
package io.finetune.report;
