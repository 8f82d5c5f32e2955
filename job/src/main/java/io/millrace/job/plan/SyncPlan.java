/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.mapping.UserMapping;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;

/**
 * One sync.
 *
 * @param layout the key in its own order, then the other columns the sync uses by name; all
 *     nullable, as a source may break what its DDL promises
 * @param mappingFingerprint equal for two plans exactly if they send the same for the same row,
 *     whatever the order of keys in the file
 */
public record SyncPlan(
        String name,
        Model model,
        Trigger.Every trigger,
        RunGuard guard,
        RowLayout layout,
        UserMapping mapping,
        long mappingFingerprint) {}
