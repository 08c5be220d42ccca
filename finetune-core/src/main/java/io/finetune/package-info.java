/** The errors that every part of the toolkit reports: {@link io.finetune.FinetuneException}. */
package io.finetune;
