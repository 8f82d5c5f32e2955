/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.diff.RunFound.Emitted;
import io.millrace.diff.DiffTally;
import org.junit.jupiter.api.Test;

class DiffExpectationTest {

    private static final DiffExpectation EXPECTATION =
            DiffExpectation.after(new CustomerTable.Changes(2, 3, 1), 100);

    @Test
    void aRunWithTheCountsOfSqlIsCorrect() {
        assertThat(EXPECTATION.differences("changed", found(100, 2, 3, 1, 95, 2, 3, 1))).isEmpty();
    }

    @Test
    void eachWrongCountIsNamed() {
        assertThat(EXPECTATION.differences("changed", found(99, 1, 4, 0, 94, 1, 4, 0)))
                .containsExactly(
                        "changed: rows read should be 100, is 99",
                        "changed: added should be 2, is 1",
                        "changed: changed should be 3, is 4",
                        "changed: removed should be 1, is 0",
                        "changed: unchanged should be 95, is 94",
                        "changed: changes passed on as added should be 2, is 1",
                        "changed: changes passed on as changed should be 3, is 4",
                        "changed: changes passed on as removed should be 1, is 0");
    }

    @Test
    void aCountedChangeThatIsNotEmittedIsADifference() {
        assertThat(EXPECTATION.differences("changed", found(100, 2, 3, 1, 95, 2, 2, 1)))
                .containsExactly("changed: changes passed on as changed should be 3, is 2");
    }

    private static RunFound found(
            long read,
            long added,
            long changed,
            long removed,
            long unchanged,
            long emittedAdded,
            long emittedChanged,
            long emittedRemoved) {
        return new RunFound(
                new DiffTally(1, read, added, changed, removed, unchanged, 0, 0),
                new Emitted(emittedAdded, emittedChanged, emittedRemoved, 0),
                new ClockReading(0, 0, 0, 0));
    }
}
