/** TorchScript kernels. */
package io.finetune.kernel;
