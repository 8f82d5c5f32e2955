/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.Optional;

/**
 * The result of comparing a row with the state of its key: for a new run, a row that is read again
 * after a failure, a duplicate and an outdated row. Pure.
 *
 * @param toStore the new state; empty if it does not change
 * @param change the change to emit; empty for none
 * @param withdrawnRoute the route of which pending operations of the key must not be sent
 * @param counted what to add to the tally of the run
 */
record RowComparison(
        Optional<SeenRow> toStore,
        Optional<ChangeKind> change,
        Optional<Long> withdrawnRoute,
        Counted counted) {

    /** What one row adds to the tally of its run; negative where it corrects an earlier row. */
    record Counted(int read, int added, int changed, int unchanged, int duplicate) {

        static final Counted NOTHING = new Counted(0, 0, 0, 0, 0);
        static final Counted ADDED = new Counted(1, 1, 0, 0, 0);
        static final Counted CHANGED = new Counted(1, 0, 1, 0, 0);
        static final Counted UNCHANGED = new Counted(1, 0, 0, 1, 0);
        static final Counted ANOTHER_DUPLICATE = new Counted(1, 0, 0, 0, 1);
        static final Counted CHANGED_AFTER_ALL = new Counted(0, 0, 1, -1, 0);

        /** The second row of a key makes the first a duplicate too. */
        static Counted secondOf(RowStatus first) {
            return switch (first) {
                case ADDED -> new Counted(1, -1, 0, 0, 2);
                case CHANGED -> new Counted(1, 0, -1, 0, 2);
                case UNCHANGED -> new Counted(1, 0, 0, -1, 2);
                case DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_EMITTED ->
                        ANOTHER_DUPLICATE;
            };
        }
    }

    /** The row is unchanged; only its mark is to be stored. */
    static final RowComparison UNCHANGED =
            new RowComparison(
                    Optional.empty(), Optional.empty(), Optional.empty(), Counted.UNCHANGED);

    /** The key is new; the caller stores the row. */
    static final RowComparison NEW_KEY =
            new RowComparison(
                    Optional.empty(),
                    Optional.of(ChangeKind.ADDED),
                    Optional.empty(),
                    Counted.ADDED);

    private static final RowComparison OUTDATED =
            new RowComparison(
                    Optional.empty(), Optional.empty(), Optional.empty(), Counted.NOTHING);

    /** The key is not in state, or no row of it was ever emitted. */
    static RowComparison first(ObservedRow row) {
        return new RowComparison(
                Optional.of(stateOf(row, RowStatus.ADDED)),
                Optional.of(ChangeKind.ADDED),
                Optional.empty(),
                Counted.ADDED);
    }

    static RowComparison of(ObservedRow row, SeenRow seen) {
        if (row.run() > seen.run()) {
            return inNewRun(row, seen);
        }
        if (row.run() < seen.run()) {
            return outdated();
        }
        return row.attempt() == seen.attempt() ? duplicate(row, seen) : readAgain(row, seen);
    }

    /** Whether this row makes a duplicate of a key that was none before. */
    boolean isNewDuplicate() {
        return counted.duplicate() == 2;
    }

    /**
     * The same result for a key that counts as emitted even if it is duplicated in its first run.
     */
    RowComparison withKeyEmitted() {
        return toStore.filter(seen -> !seen.status().wasEmitted())
                .map(
                        seen ->
                                new RowComparison(
                                        Optional.of(seen.as(RowStatus.DUPLICATE_HASH_UNKNOWN)),
                                        change,
                                        withdrawnRoute,
                                        counted))
                .orElse(this);
    }

    private static RowComparison inNewRun(ObservedRow row, SeenRow seen) {
        if (!seen.status().wasEmitted()) {
            return first(row);
        }
        if (seen.status().isHashKnown() && sameHash(row, seen)) {
            return new RowComparison(
                    Optional.of(stateOf(row, RowStatus.UNCHANGED)),
                    Optional.empty(),
                    Optional.empty(),
                    Counted.UNCHANGED);
        }
        return new RowComparison(
                Optional.of(stateOf(row, RowStatus.CHANGED)),
                Optional.of(ChangeKind.CHANGED),
                movedFrom(row, seen),
                Counted.CHANGED);
    }

    /** The row is of an earlier run or attempt, and arrives after a failure. */
    static RowComparison outdated() {
        return OUTDATED;
    }

    /**
     * No row of a duplicated key counts. If the first of them was unchanged, the value from before
     * the run stays right. Otherwise the change of the first is withdrawn, and the next single row
     * of the key is emitted even if its hash is the same.
     */
    private static RowComparison duplicate(ObservedRow row, SeenRow seen) {
        RowStatus status =
                switch (seen.status()) {
                    case UNCHANGED -> RowStatus.DUPLICATE;
                    case CHANGED -> RowStatus.DUPLICATE_HASH_UNKNOWN;
                    case ADDED -> RowStatus.DUPLICATE_NEVER_EMITTED;
                    case DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_EMITTED ->
                            seen.status();
                };
        boolean withdraws =
                switch (seen.status()) {
                    case ADDED, CHANGED -> true;
                    case UNCHANGED, DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_EMITTED ->
                            false;
                };
        return new RowComparison(
                Optional.of(seen(seen, row.attempt(), status)),
                Optional.empty(),
                withdraws ? Optional.of(seen.route()) : Optional.empty(),
                Counted.secondOf(seen.status()));
    }

    /** The same row again, as the run was read again from a point before it. */
    private static RowComparison readAgain(ObservedRow row, SeenRow seen) {
        if (row.attempt() < seen.attempt()) {
            return outdated();
        }
        if (seen.status().isDuplicate() || sameHash(row, seen)) {
            return new RowComparison(
                    Optional.of(seen(seen, row.attempt(), seen.status())),
                    Optional.empty(),
                    Optional.empty(),
                    Counted.NOTHING);
        }
        boolean wasUnchanged = seen.status() == RowStatus.UNCHANGED;
        RowStatus status = wasUnchanged ? RowStatus.CHANGED : seen.status();
        return new RowComparison(
                Optional.of(stateOf(row, status)),
                Optional.of(ChangeKind.CHANGED),
                movedFrom(row, seen),
                wasUnchanged ? Counted.CHANGED_AFTER_ALL : Counted.NOTHING);
    }

    private static Optional<Long> movedFrom(ObservedRow row, SeenRow seen) {
        return row.route() == seen.route() ? Optional.empty() : Optional.of(seen.route());
    }

    private static boolean sameHash(ObservedRow row, SeenRow seen) {
        return row.hashHigh() == seen.hashHigh() && row.hashLow() == seen.hashLow();
    }

    private static SeenRow stateOf(ObservedRow row, RowStatus status) {
        return new SeenRow(
                row.hashHigh(), row.hashLow(), row.run(), row.attempt(), row.route(), status);
    }

    private static SeenRow seen(SeenRow seen, int attempt, RowStatus status) {
        return new SeenRow(
                seen.hashHigh(), seen.hashLow(), seen.run(), attempt, seen.route(), status);
    }
}
