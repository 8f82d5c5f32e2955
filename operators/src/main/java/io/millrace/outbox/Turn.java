/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.OptionalLong;

/** The turn of one subtask among those whose runs are delivered one after another. */
interface Turn {

    /** There is nobody to wait for. */
    Turn OF_NOBODY_ELSE =
            new Turn() {
                @Override
                public void owes(OptionalLong oldestRun) {}

                @Override
                public void allAreThere() {}

                @Override
                public boolean take(long run, long now) {
                    return true;
                }

                @Override
                public void end() {}

                @Override
                public void leave(long now) {}
            };

    /** The oldest run not settled here that is complete upstream; the others let it go first. */
    void owes(OptionalLong oldestRun);

    /** Every task of the job runs, as a checkpoint is complete: no older run can turn up now. */
    void allAreThere();

    /** True if the run may be delivered now; until {@link #end} no other may. */
    boolean take(long run, long now);

    void end();

    /** What is owed here is waited for a while, as the task may come back. */
    void leave(long now);
}
