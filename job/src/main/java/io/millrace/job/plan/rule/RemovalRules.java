/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.option.Settings;
import io.millrace.job.definition.option.SyncOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.mapping.Removal;
import io.millrace.outbox.removal.RemovalLimit;
import io.millrace.snapshot.RunGuard;

/**
 * Limits that protect against accidental removals. They depend on what a removal does in Iterable.
 */
public record RemovalRules(RunGuard guard, RemovalLimit limit) {

    private static final RemovalLimit CLEARED = new RemovalLimit(0.3, 100_000, false);

    /**
     * For triggers: a row that is missing in one run and returns in the next sends its message
     * again.
     */
    private static final double SHARE_OF_MESSAGES = 0.5;

    public static RemovalRules of(SyncType type, Removal removal, Settings settings) {
        return switch (removal) {
            case NOTHING -> new RemovalRules(guardOfRows(type, settings), RemovalLimit.NONE);
            case CLEAR -> removing(settings, CLEARED);
            case DELETE -> removing(settings, RemovalLimit.DELETES);
        };
    }

    private static RemovalRules removing(Settings settings, RemovalLimit usual) {
        return new RemovalRules(
                new RunGuard.NotEmpty(true),
                new RemovalLimit(
                        share(settings, usual.share()),
                        settings.get(SyncOptions.REMOVAL_LIMIT_ROWS)
                                .map(rows -> (long) rows.value())
                                .orElse(usual.rows()),
                        usual.deletes()));
    }

    private static RunGuard guardOfRows(SyncType type, Settings settings) {
        double share = share(settings, SHARE_OF_MESSAGES);
        if (type == SyncType.TRIGGERS) {
            return new RunGuard.NotShrunken(share);
        }
        return share == 1 ? new RunGuard.Trusting() : new RunGuard.NotEmpty(false);
    }

    private static double share(Settings settings, double usual) {
        return settings.get(SyncOptions.REMOVAL_LIMIT).map(ValueAt::value).orElse(usual);
    }
}
