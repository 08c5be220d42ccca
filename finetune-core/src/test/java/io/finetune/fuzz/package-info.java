/**
 * Fuzzing of what reads files that nobody vouches for: weights of every format, and archives.
 *
 * <p>Entry type: {@link io.finetune.fuzz.Fuzz}, a program that tries cases until it is told to
 * stop. A case is a number: with the seed of the run it gives the same bytes again.
 *
 * <pre>
 * java -Xmx64m io.finetune.fuzz.Fuzz --seed 7 --cases 20000 --folder DIR
 * java -Xmx64m io.finetune.fuzz.Fuzz --seed 7 --only 1234 --folder DIR    # one case again
 * </pre>
 */
package io.finetune.fuzz;
