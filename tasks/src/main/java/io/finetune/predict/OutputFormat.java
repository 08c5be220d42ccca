package io.finetune.predict;

import java.util.Locale;

/** How predictions are written. */
public enum OutputFormat {
  /** One JSON object a line and image. */
  JSONL(true, "predictions.jsonl"),
  /** A table: a row for every class named, or for every object found. */
  CSV(true, "predictions.csv"),
  /** A picture of every image with what the network says of it. */
  PNG(false, ""),
  /** COCO's results format; of objects alone. */
  COCO(false, "results.json");

  private final boolean text;
  private final String file;

  OutputFormat(boolean text, String file) {
    this.text = text;
    this.file = file;
  }

  /** Whether it is one stream of text, which a pipe can take. */
  public boolean isText() {
    return text;
  }

  /** Returns the name of its file in a folder; empty where there is one an image. */
  public String file() {
    return file;
  }

  /** Returns its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
