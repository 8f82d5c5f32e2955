/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.DiffTally;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a run according to SQL.
 *
 * @param rows in the table when the run starts
 */
record DiffExpectation(long rows, long added, long changed, long removed) {

    static DiffExpectation first(long rows) {
        return new DiffExpectation(rows, rows, 0, 0);
    }

    static DiffExpectation unchanged(long rows) {
        return new DiffExpectation(rows, 0, 0, 0);
    }

    static DiffExpectation after(CustomerTable.Changes changes, long rows) {
        return new DiffExpectation(rows, changes.inserted(), changes.updated(), changes.deleted());
    }

    /** The differences of the run from this expectation, in words. */
    List<String> differences(String name, RunFound found) {
        DiffTally tally = found.tally();
        Comparison compare = new Comparison(name, new ArrayList<>());
        compare.equal("rows read", rows, tally.read());
        compare.equal("added", added, tally.added());
        compare.equal("changed", changed, tally.changed());
        compare.equal("removed", removed, tally.removed());
        compare.equal("unchanged", rows - added - changed, tally.unchanged());
        compare.equal("duplicate", 0, tally.duplicate());
        compare.equal("keyless", 0, tally.keyless());
        compare.equal("changes passed on as added", added, found.emitted().added());
        compare.equal("changes passed on as changed", changed, found.emitted().changed());
        compare.equal("changes passed on as removed", removed, found.emitted().removed());
        compare.equal("changes withdrawn", 0, found.emitted().withdrawn());
        return compare.found();
    }

    private record Comparison(String name, List<String> found) {

        void equal(String what, long expected, long actual) {
            if (expected != actual) {
                found.add(name + ": " + what + " should be " + expected + ", is " + actual);
            }
        }
    }
}
