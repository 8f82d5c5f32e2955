/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;

/** How stopping a job went. After each of them the next start continues where the job was. */
public sealed interface StopOutcome {

    /** In one sentence, for the terminal. */
    String describe();

    /** Nothing is lost and nothing repeated. */
    record WithSavepoint(Path savepoint) implements StopOutcome {
        @Override
        public String describe() {
            return "stopped with savepoint " + savepoint;
        }
    }

    /** The savepoint took too long: the next start goes back to the last checkpoint. */
    record AtLastCheckpoint(String reason) implements StopOutcome {
        @Override
        public String describe() {
            return "stopped at the last checkpoint, without a savepoint: " + reason;
        }
    }

    /** There was nothing to stop. */
    record AlreadyEnded(JobState state) implements StopOutcome {
        @Override
        public String describe() {
            return "had ended before: " + state.status();
        }
    }
}
