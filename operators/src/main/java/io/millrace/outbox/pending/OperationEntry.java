/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * The state of one operation that has a history: it was refused, is withheld, waits for its user,
 * or has a send mark.
 *
 * @param operation bytes of a {@link io.millrace.mapping.operation.PackedOperation}
 * @param run the run it is delivered with
 * @param order of arrival in its key group
 */
public record OperationEntry(byte[] operation, long run, long order, AttemptHistory history) {}
