/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;

/**
 * What the diff tells the report, as one type: the field {@code kind} names is meant, the other is
 * a blank.
 */
public record ReportInput(Kind kind, DiffTally tally, SkippedRow held) {

    private static final DiffTally NO_TALLY = new DiffTally(0, 0, 0, 0, 0, 0, 0, 0);
    private static final SkippedRow NO_ROW = new SkippedRow(0, SkippedRow.Reason.NULL_KEY, "");

    /** Which of the two streams it comes from. */
    public enum Kind {
        TALLY,
        HELD
    }

    public static ReportInput of(DiffTally tally) {
        return new ReportInput(Kind.TALLY, tally, NO_ROW);
    }

    public static ReportInput of(SkippedRow held) {
        return new ReportInput(Kind.HELD, NO_TALLY, held);
    }
}
