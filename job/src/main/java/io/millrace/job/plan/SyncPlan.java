/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.SyncType;
import io.millrace.mapping.Mapping;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;
import java.util.Optional;

/**
 * One sync.
 *
 * @param requestsPerSecond of this sync to one endpoint; empty for what the project leaves
 * @param layout the key in its own order, then the other columns the sync uses by name; all
 *     nullable, as a source may break what its DDL promises
 * @param mappingFingerprint equal for two plans exactly if they send the same for the same row,
 *     whatever the order of keys in the file
 * @param prerequisite what {@link IterableSetup} sees to before the sync runs
 */
public record SyncPlan(
        String name,
        SyncType type,
        Model model,
        Trigger.Every trigger,
        RunGuard guard,
        Optional<Integer> requestsPerSecond,
        RowLayout layout,
        Mapping mapping,
        long mappingFingerprint,
        Optional<Prerequisite> prerequisite) {

    /** True if of two calls for one user, one of each sync, the last decides. */
    public boolean writesTheSameAs(SyncPlan other) {
        return type == other.type() && mapping.writes().overlaps(other.mapping().writes());
    }

    /** The same sync by another mapping. */
    SyncPlan with(Mapping other) {
        return new SyncPlan(
                name,
                type,
                model,
                trigger,
                guard,
                requestsPerSecond,
                layout,
                other,
                mappingFingerprint,
                prerequisite);
    }
}
