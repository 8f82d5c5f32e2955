/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The resolved definitions, from which the topology is built.
 *
 * @param state folder for checkpoints and the default ledger
 * @param syncs the enabled syncs, ordered by name
 * @param paused the disabled syncs, ordered by name; they stay in the job to keep their state
 */
public record Plan(
        IterableProject project,
        LedgerPlan ledger,
        Path state,
        int parallelism,
        Duration checkpointInterval,
        List<SyncPlan> syncs,
        List<SyncPlan> paused) {

    public Plan {
        syncs = List.copyOf(syncs);
        paused = List.copyOf(paused);
    }
}
