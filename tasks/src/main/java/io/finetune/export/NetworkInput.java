package io.finetune.export;

/** What an exported network takes. */
public enum NetworkInput {
  /**
   * Float32 (N, 3, H, W), RGB, each channel (value / 255 - mean) / std: what the usual pipelines of
   * PyTorch and ONNX Runtime feed.
   */
  NORMALIZED("input"),
  /** Uint8 (N, 3, H, W), RGB, 0 to 255: the network normalises. */
  PIXELS("pixels");

  private final String label;

  NetworkInput(String label) {
    this.label = label;
  }

  /** The name of the input in the exported network. */
  String label() {
    return label;
  }
}
