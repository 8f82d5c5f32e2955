/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * The progress of a subtask at a checkpoint; operator state.
 *
 * @param lastBoundary the last run whose boundary arrived
 * @param settled the last settled run
 * @param waiting the unsettled runs in between, oldest first
 */
public record OutboxProgress(long lastBoundary, long settled, long[] waiting) {}
