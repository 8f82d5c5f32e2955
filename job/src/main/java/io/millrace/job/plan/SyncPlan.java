/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.diff.FirstRun;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.model.Model;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.outbox.removal.RemovalLimit;
import io.millrace.row.RowLayout;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;
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
 * @param prerequisite what is set up before each run
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
        long mappingFingerprint,
        Optional<Prerequisite> prerequisite) {

    /** True if the rows of the first complete run become the baseline, and nothing is sent. */
    public boolean adoptsFirstRun() {
        return firstRun == FirstRun.ADOPT;
    }

    /** The same sync with the types that the fields of profiles have. */
    public SyncPlan typed(FieldTypes profileTypes) {
        return fields.home() == MappedFields.Home.PROFILE
                ? new SyncPlan(
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
                        mapping.withTypes(profileTypes),
                        fields,
                        mappingFingerprint,
                        prerequisite)
                : this;
    }
}
