/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;

/** How a job was stopped. The next start continues from there in each case. */
public sealed interface StopOutcome {

    /** Describes the outcome for the terminal, as the rest of a sentence about the job. */
    String describe();

    /** A savepoint was taken: the next start repeats nothing. */
    record WithSavepoint(Path savepoint) implements StopOutcome {
        @Override
        public String describe() {
            return "stopped with savepoint " + savepoint;
        }
    }

    /** No savepoint was possible in time: the next start continues from the last checkpoint. */
    record AtLastCheckpoint(String reason) implements StopOutcome {
        @Override
        public String describe() {
            return "stopped at the last checkpoint, without a savepoint: " + reason;
        }
    }

    /** The job had ended already. */
    record AlreadyEnded(JobState state) implements StopOutcome {
        @Override
        public String describe() {
            return "had ended already: " + state.status();
        }
    }
}
