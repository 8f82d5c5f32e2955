/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowHash;

/**
 * Emits what the scan of a run finds. While state may hold keys of another definition, nothing is
 * removed: pending operations are only withdrawn.
 */
final class VanishedRows implements VanishedScan.Findings {

    private final long run;
    private final DiffOutput output;
    private final RowDetails details;
    private final KeyDefinitionChange keyChange;

    VanishedRows(long run, DiffOutput output, RowDetails details, KeyDefinitionChange keyChange) {
        this.run = run;
        this.output = output;
        this.details = details;
        this.keyChange = keyChange;
    }

    @Override
    public void vanished(long bucket, Entry entry) {
        if (entry.status() == RowStatus.DUPLICATE_NEVER_EMITTED) {
            return;
        }
        RowHash key = entry.id().key(bucket);
        if (keyChange.isActive()) {
            output.withdraw(run, key, entry.route());
        } else {
            output.countsOf(run).countRemoved();
            remove(key, entry);
        }
    }

    /**
     * A row that no longer refers to an identity has the route of its key. It is removed under the
     * identity it referred to before.
     */
    private void remove(RowHash key, Entry entry) {
        long route = entry.route();
        if (route == key.low() && entry.kept().length > 0) {
            output.withdraw(run, key, route);
            route = details.routeOfKept(entry.kept(), key.low());
        }
        countIfItRemoves(key, entry.kept());
        output.emit(ChangeKind.REMOVED, run, key, route, entry.kept());
    }

    /** Without an identifier there is nothing to remove in Iterable. */
    private void countIfItRemoves(RowHash key, byte[] kept) {
        if (kept.length > 0 && details.routeOfKept(kept, key.low()) != key.low()) {
            output.countsOf(run).countRemoval();
        }
    }

    @Override
    public void left(FormerIdentity former) {
        RowHash key = new RowHash(former.keyHigh(), former.keyLow());
        if (keyChange.isActive()) {
            output.withdraw(run, key, former.route());
        } else {
            countIfItRemoves(key, former.kept());
            output.emit(ChangeKind.MOVED, run, key, former.route(), former.kept());
        }
    }
}
