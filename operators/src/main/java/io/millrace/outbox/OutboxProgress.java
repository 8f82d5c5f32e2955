/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * How far a subtask had come at a checkpoint; operator state.
 *
 * @param lastBoundary the last run whose boundary had arrived
 * @param settled the last run that was settled
 * @param waiting the runs in between that are not settled, oldest first
 */
public record OutboxProgress(long lastBoundary, long settled, long[] waiting) {}
