/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * A completed checkpoint, from Flink's statistics.
 *
 * @param triggeredAt in epoch milliseconds
 * @param writtenBytes the increment over earlier checkpoints
 * @param stateBytes everything that a restore reads
 */
record Checkpoint(
        long id, long triggeredAt, long writtenBytes, long stateBytes, long durationMillis) {}
