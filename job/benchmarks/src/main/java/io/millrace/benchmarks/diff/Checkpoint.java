/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * A completed checkpoint, as Flink's statistics have it.
 *
 * @param triggeredAt in epoch milliseconds
 * @param writtenBytes what it has added to the checkpoints before
 * @param stateBytes all it needs to be restored
 */
record Checkpoint(
        long id, long triggeredAt, long writtenBytes, long stateBytes, long durationMillis) {}
