/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.report.run.RunStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of a run according to SQL. Each added or changed row must be sent once, in full
 * batches.
 *
 * @param rows in the table when the run starts
 */
record LineExpectation(long rows, long added, long changed, long removed) {

    private static final int BATCH_ROWS = 1_000;

    /** The differences of the run from this expectation, in words. */
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

    /** The last batch of each subtask may be partly filled. */
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
