/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The former identities of the rows of one bucket, until the diff emits them at the end of a run.
 * They are few: most rows always refer to the same identity.
 */
final class IdentityHistory {

    private final List<FormerIdentity> all;
    private boolean changed;

    IdentityHistory(List<FormerIdentity> stored) {
        this.all = new ArrayList<>(stored);
    }

    static IdentityHistory none() {
        return new IdentityHistory(List.of());
    }

    /** The row no longer refers to this identity. */
    void add(FormerIdentity former) {
        all.add(former);
        changed = true;
    }

    /** The row refers to this identity again, so it is not a former one. */
    void returned(RowView row, long route) {
        changed |=
                all.removeIf(
                        former ->
                                former.isOf(row.keyHigh(), row.keyLow())
                                        && former.route() == route);
    }

    /**
     * Removes what this run added for a row, as its key is duplicated.
     *
     * @return the identity the row referred to before the run, if the run changed it
     */
    Optional<FormerIdentity> takeBack(RowView row) {
        Optional<FormerIdentity> added =
                all.stream().filter(former -> isOfRun(former, row)).findFirst();
        changed |= all.removeIf(former -> isOfRun(former, row));
        return added;
    }

    private static boolean isOfRun(FormerIdentity former, RowView row) {
        return former.run() == row.run() && former.isOf(row.keyHigh(), row.keyLow());
    }

    /**
     * Postpones the row's former identities of earlier runs, which were not completed, to the next
     * run: the key is duplicated in this run, so nothing is known of its row.
     */
    void postpone(RowView row) {
        for (int i = 0; i < all.size(); i++) {
            FormerIdentity former = all.get(i);
            if (former.isOf(row.keyHigh(), row.keyLow()) && former.run() < row.run()) {
                all.set(i, former.in(row.run() + 1));
                changed = true;
            }
        }
    }

    /** Removes and returns those of this run and of earlier runs. */
    List<FormerIdentity> takeUpTo(long run) {
        List<FormerIdentity> taken = all.stream().filter(former -> former.run() <= run).toList();
        changed |= all.removeAll(taken);
        return taken;
    }

    List<FormerIdentity> all() {
        return List.copyOf(all);
    }

    /** Whether it differs from what was stored. */
    boolean isChanged() {
        return changed;
    }
}
