/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

/**
 * An operation that has an entry of its own in state, as something is remembered of it.
 *
 * @param operation as {@link io.millrace.mapping.packed.PackedOperation} has it
 * @param run it is of
 * @param order of arrival in its key group
 */
public record OperationEntry(byte[] operation, long run, long order, AttemptHistory history) {}
