package io.finetune.coco;

/** What overlap is measured on. */
public enum IouType {
  /** Boxes: AP^b. */
  BBOX,
  /** Masks: AP^m. */
  SEGM
}
