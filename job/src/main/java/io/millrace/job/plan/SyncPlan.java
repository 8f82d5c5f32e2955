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
 * The resolved definition of one sync.
 *
 * @param stateName the first name of the sync; prefix of operator uids and generated event ids
 * @param guard decides which runs are held
 * @param removalLimit the limit above which the removals of a run are withheld
 * @param firstRun whether the first complete run sends its rows or adopts them
 * @param requestsPerSecond limit of this sync for one endpoint; empty if only the project's limit
 *     applies
 * @param layout the key columns in key order, then the other columns the sync uses, by name; all
 *     nullable, because a source may not honour the NOT NULL of its DDL
 * @param mappingFingerprint equal for two plans exactly if both send the same for the same row; the
 *     order of keys in the file has no effect
 * @param fields the fields it writes for which Iterable has types
 * @param prerequisite what must exist in Iterable before a run
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

    /** True if the first complete run records its rows as the baseline and sends nothing. */
    public boolean adoptsFirstRun() {
        return firstRun == FirstRun.ADOPT;
    }

    /** Returns the same sync with the types of the project's profile fields. */
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
