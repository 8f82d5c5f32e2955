/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.diff.HeldRow;
import io.millrace.outbox.Delivery;
import io.millrace.outbox.DeliveryKind;
import io.millrace.outbox.DeliveryTally;

/**
 * What comes to the report, as one type: the field {@code kind} names is meant, the others are
 * blanks.
 */
public record ReportInput(Kind kind, DiffTally tally, HeldRow held, Delivery delivery) {

    static final DeliveryTally NO_OPERATIONS = new DeliveryTally(0, 0, 0, 0);

    private static final DiffTally NO_TALLY = new DiffTally(0, 0, 0, 0, 0, 0, 0, 0);
    private static final HeldRow NO_ROW = new HeldRow(0, HeldRow.Reason.NULL_KEY, "");
    private static final Delivery NO_DELIVERY =
            new Delivery(DeliveryKind.PROGRESS, 0, 0, "", "", "", "", 0, NO_OPERATIONS);

    /** Which of the three streams it comes from. */
    public enum Kind {
        TALLY,
        HELD,
        DELIVERY
    }

    public static ReportInput of(DiffTally tally) {
        return new ReportInput(Kind.TALLY, tally, NO_ROW, NO_DELIVERY);
    }

    public static ReportInput of(HeldRow held) {
        return new ReportInput(Kind.HELD, NO_TALLY, held, NO_DELIVERY);
    }

    public static ReportInput of(Delivery delivery) {
        return new ReportInput(Kind.DELIVERY, NO_TALLY, NO_ROW, delivery);
    }
}
