/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

/**
 * What a run has to tell in addition to its counts.
 *
 * @param code short and stable
 */
public record Warning(String code, String detail) {}
