/**
 * TorchScript kernels: operators of libtorch that DJL does not expose, and many operators in one
 * native call. The entry is {@link io.finetune.kernel.ScriptModule}; the methods themselves stand
 * in {@code kernels.py}.
 *
 * <pre>{@code
 * try (ScriptModule kernels = ScriptModule.load(device, Kernels.class, "kernels.py")) {
 *   NDArray y = kernels.call(scope, "to_float32", x).head();
 * }
 * }</pre>
 */
package io.finetune.kernel;
