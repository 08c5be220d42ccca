/**
 * Tests that do the violent thing: processes that are killed, disks that are full, input that is
 * broken or hostile. What they prove is stated in {@code docs/reliability.md}.
 */
package io.finetune.fault;
