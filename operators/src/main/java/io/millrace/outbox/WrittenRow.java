/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * An Iterable identity a sync has written, and as of which run; operator state while others may not
 * have it in theirs.
 */
public record WrittenRow(long route, long run) {}
