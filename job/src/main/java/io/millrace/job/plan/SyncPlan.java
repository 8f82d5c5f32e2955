/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.diff.FirstRun;
import io.millrace.job.definition.SyncType;
import io.millrace.mapping.Mapping;
import io.millrace.outbox.RemovalLimit;
import io.millrace.report.Destination;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;
import java.util.Map;
import java.util.Optional;

/**
 * One sync.
 *
 * @param stateName the name the sync had at first: uids and ids of events begin with it
 * @param guard which runs are held whole
 * @param removalLimit from which the removals of a run are withheld
 * @param firstRun what becomes of the rows of the first complete run
 * @param requestsPerSecond of this sync to one endpoint; empty for what the project leaves
 * @param layout the key in its own order, then the other columns the sync uses by name; all
 *     nullable, as a source may break what its DDL promises
 * @param mappingFingerprint equal for two plans exactly if they send the same for the same row,
 *     whatever the order of keys in the file
 * @param fields what it writes, as far as Iterable keeps types for it
 * @param createdFields what the catalog it writes to lacks yet, with types as Iterable names them
 * @param prerequisite what {@link IterableSetup} sees to before the sync runs
 * @param destination the list or catalog as {@link IterableSetup} found it; none before that
 */
public record SyncPlan(
        String name,
        String stateName,
        SyncType type,
        Model model,
        Trigger.Every trigger,
        RunGuard guard,
        RemovalLimit removalLimit,
        FirstRun firstRun,
        Optional<Integer> requestsPerSecond,
        RowLayout layout,
        Mapping mapping,
        MappedFields fields,
        Map<String, String> createdFields,
        long mappingFingerprint,
        Optional<Prerequisite> prerequisite,
        Destination destination) {

    /** True if the rows of the first complete run become the baseline, and nothing is sent. */
    public boolean adoptsFirstRun() {
        return firstRun == FirstRun.ADOPT;
    }

    /** The same sync into this destination: to another one every row is sent again. */
    SyncPlan into(Destination found, Mapping by) {
        return new SyncPlan(
                name,
                stateName,
                type,
                model,
                trigger,
                guard,
                removalLimit,
                firstRun,
                requestsPerSecond,
                layout,
                by,
                fields,
                createdFields,
                MappingFingerprint.into(mappingFingerprint, found.id()),
                prerequisite,
                found);
    }

    /**
     * The same sync with what is known of its fields.
     *
     * @param missing what the catalog lacks, with types
     */
    SyncPlan knowing(Mapping typed, Map<String, String> missing) {
        return new SyncPlan(
                name,
                stateName,
                type,
                model,
                trigger,
                guard,
                removalLimit,
                firstRun,
                requestsPerSecond,
                layout,
                typed,
                fields,
                missing,
                mappingFingerprint,
                prerequisite,
                destination);
    }
}
