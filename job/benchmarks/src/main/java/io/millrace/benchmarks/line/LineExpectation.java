/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.report.run.RunStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What SQL says a run must find. Whatever is added or changed must be sent once, in batches as full
 * as they can be.
 *
 * @param rows in the table when the run starts
 */
record LineExpectation(long rows, long added, long changed, long removed) {

    private static final int BATCH_ROWS = 1_000;

    /** Everything in which the run differs from this, in words. */
    List<String> differences(String name, LinePass pass, int parallelism) {
        List<String> found = new ArrayList<>();
        Comparison compare = new Comparison(name, found);
        compare.equal("status", RunStatus.COMPLETE, pass.run().status());
        compare.equal("adds up", true, pass.run().addsUp());
        compare.equal("rows read", rows, pass.run().rows().read());
        compare.equal("added", added, pass.run().rows().added());
        compare.equal("changed", changed, pass.run().rows().changed());
        compare.equal("removed", removed, pass.run().rows().removed());
        compare.equal("unchanged", rows - added - changed, pass.run().rows().unchanged());
        compare.equal("operations", sent(), pass.run().delivered().operations());
        compare.equal("accepted", sent(), pass.run().delivered().accepted());
        compare.equal("rows sent", sent(), pass.traffic().rows());
        compare.equal("requests refused", 0L, pass.traffic().refused());
        compare.within(
                "requests", fewestRequests(), mostRequests(parallelism), pass.traffic().requests());
        pass.disturbances().forEach(disturbance -> found.add(name + ": " + disturbance));
        return found;
    }

    private long sent() {
        return added + changed;
    }

    private long fewestRequests() {
        return (sent() + BATCH_ROWS - 1) / BATCH_ROWS;
    }

    /** Each subtask may have one batch that is not full. */
    private long mostRequests(int parallelism) {
        return sent() == 0 ? 0 : sent() / BATCH_ROWS + parallelism;
    }

    private record Comparison(String name, List<String> found) {

        void equal(String what, Object expected, Object actual) {
            if (!expected.equals(actual)) {
                found.add(name + ": " + what + " should be " + expected + ", is " + actual);
            }
        }

        void within(String what, long least, long most, long actual) {
            if (actual < least || actual > most) {
                found.add(
                        name
                                + ": "
                                + what
                                + " should be "
                                + least
                                + " to "
                                + most
                                + ", is "
                                + actual);
            }
        }
    }
}
