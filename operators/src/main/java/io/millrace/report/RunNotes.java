/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

/**
 * What the report remembers of an open run besides its tallies.
 *
 * @param readAt when the last tally of the diff came; 0 before the first
 * @param rowsLeftOut rows the ledger had no room for
 */
public record RunNotes(long run, long readAt, long rowsLeftOut) {}
