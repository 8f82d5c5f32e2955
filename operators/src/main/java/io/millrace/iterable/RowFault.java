/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Why Iterable refuses a row.
 *
 * @param code short and stable: a bucket of {@code failedUpdates} or a {@code code} of Iterable
 * @param reason in words; empty if Iterable gives none
 */
public record RowFault(String code, String reason) {}
