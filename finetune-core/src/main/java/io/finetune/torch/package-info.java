/**
 * Writing PyTorch's archives: the zip that {@code torch.save} and TorchScript share, and the pickle
 * inside it. The entry is {@link io.finetune.torch.TorchArchive}; reading them is {@code
 * io.finetune.weight}'s.
 *
 * <pre>{@code
 * PickleWriter pickle = new PickleWriter();
 * pickle.emptyDict().mark().text("epochs").integer(3).setItems();
 * try (TorchArchive archive = new TorchArchive(out, "archive")) {
 *   archive.add("data.pkl", pickle.toBytes());
 * }
 * }</pre>
 */
package io.finetune.torch;
