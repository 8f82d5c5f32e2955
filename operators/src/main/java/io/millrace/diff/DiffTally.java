/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * What one subtask of the diff counted in one complete run. Summed over subtasks: {@code read =
 * unchanged + added + changed + duplicate + keyless}.
 */
public record DiffTally(
        long run,
        long read,
        long added,
        long changed,
        long removed,
        long unchanged,
        long duplicate,
        long keyless) {}
