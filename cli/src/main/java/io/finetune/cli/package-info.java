/**
 * The program {@code finetune}: commands, console output and exit codes, and no logic of its own.
 * The entry is {@link io.finetune.cli.Main}; the flags are the table {@link
 * io.finetune.run.Settings}, the run is {@link io.finetune.run.Finetune}.
 *
 * <pre>
 * finetune --model resnet50 --dataset cub200 --optimizer sgd_gc --data-dir CUB_200_2011
 * finetune --resume runs/resnet50-cub200-sgd_gc
 * finetune list optimizers
 * finetune predict --checkpoint runs/maskrcnn --out found photos
 * finetune coco-eval --annotations instances_val2017.json --results detections.json
 * finetune data check --dataset coco:photos --sheet photos.png
 * finetune --help
 * </pre>
 */
package io.finetune.cli;
