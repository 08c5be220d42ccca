/**
 * The hardware of a run: {@link io.finetune.device.Devices} and {@link
 * io.finetune.device.Precisions}.
 *
 * <pre>{@code
 * Device device = Devices.parse("auto");
 * Precision precision = Precisions.parse("auto", device);
 * }</pre>
 */
package io.finetune.device;
