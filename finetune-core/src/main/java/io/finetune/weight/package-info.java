/**
 * Weight files without executing anything: safetensors, PyTorch's zip, TorchScript and legacy
 * files, DJL's {@code .params}, read into a name to tensor map, and that map put into a model or
 * written as safetensors or as PyTorch does.
 *
 * <p>Entry types: {@link io.finetune.weight.WeightSource} says where weights come from, {@link
 * io.finetune.weight.Weights} holds them, {@link io.finetune.weight.WeightLoading} applies them.
 *
 * <pre>{@code
 * Weights weights = Weights.read(Path.of("resnet50.pth"));
 * LoadReport report = WeightLoading.apply(weights, arraysByName, Set.of("fc."));
 * weights.model().write(Path.of("resnet50.safetensors"));
 * }</pre>
 */
package io.finetune.weight;
