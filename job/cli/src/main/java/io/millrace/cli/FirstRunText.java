/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.check.FirstRunRows;
import io.millrace.job.plan.SyncPlan;
import java.util.Locale;
import java.util.Optional;

/** Describes the first run of a sync in one line. Pure. */
final class FirstRunText {

    private FirstRunText() {}

    /**
     * @param rows empty if they can't be counted
     */
    static String of(SyncPlan sync, Optional<FirstRunRows> rows) {
        String what = rows.map(FirstRunText::count).orElse("the rows of its model, not counted");
        return sync.name()
                + ": has no state yet, its first run "
                + (sync.adoptsFirstRun()
                        ? "sends" + " nothing and records as the baseline: "
                        : "sends: ")
                + what;
    }

    private static String count(FirstRunRows rows) {
        return (rows.exact() ? "" : "at most ")
                + String.format(Locale.ROOT, "%,d", rows.rows())
                + (rows.rows() == 1 ? " row" : " rows");
    }
}
