/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * One row of a request.
 *
 * @param identifier the row's email, userId or item id, as sent
 * @param body JSON in UTF-8, as {@link io.millrace.mapping.operation.OperationKind} says; may be
 *     empty
 */
public record SentRow(String identifier, byte[] body) {}
