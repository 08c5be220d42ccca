/** The training loop and what watches it. */
package io.finetune.train;
