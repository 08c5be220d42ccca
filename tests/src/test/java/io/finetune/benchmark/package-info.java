/**
 * Measurements, each a main class that prints one line of JSON, and the plots of finished runs.
 * {@code tests/benchmark.sh} builds the class path, starts them, and sets them beside PyTorch.
 */
package io.finetune.benchmark;
