/** The commands and the console output. */
package io.finetune.cli;
