/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;

/** A record of the diff for the report. The field that {@code kind} does not name is a blank. */
public record ReportInput(Kind kind, DiffTally tally, SkippedRow skipped) {

    private static final DiffTally NO_TALLY = new DiffTally(0, 0, 0, 0, 0, 0, 0, 0);
    private static final SkippedRow NO_ROW = new SkippedRow(0, SkippedRow.Reason.NULL_KEY, "");

    /** The stream that the record is from. */
    public enum Kind {
        TALLY,
        SKIPPED
    }

    public static ReportInput of(DiffTally tally) {
        return new ReportInput(Kind.TALLY, tally, NO_ROW);
    }

    public static ReportInput of(SkippedRow skipped) {
        return new ReportInput(Kind.SKIPPED, NO_TALLY, skipped);
    }
}
