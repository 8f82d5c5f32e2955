/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything the job is built from.
 *
 * @param state folder for checkpoints and the default ledger
 * @param syncs the enabled ones, by name
 */
public record Plan(
        IterableProject project,
        LedgerPlan ledger,
        Path state,
        int parallelism,
        Duration checkpointInterval,
        List<SyncPlan> syncs) {

    public Plan {
        syncs = List.copyOf(syncs);
    }
}
