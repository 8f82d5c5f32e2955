/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

/**
 * Something about a run that its counts do not show.
 *
 * @param code short and stable
 */
public record Warning(String code, String detail) {}
