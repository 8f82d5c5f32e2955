/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.diff.SeenRow.Standing;
import java.util.Optional;

/**
 * What follows from seeing a row, given what is remembered of its key. Pure; the four outcomes of a
 * first sight, of a repeated read after a failure, of a duplicate and of an outdated row are all
 * here.
 *
 * @param remembered what to remember from now on; empty: leave what there is
 * @param change what to tell the rest of the line about the row; empty: nothing
 * @param withdrawnFrom a route under which earlier operations of the key must not be sent any more
 * @param counted what the run's tally gains
 */
record RowComparison(
        Optional<SeenRow> remembered,
        Optional<ChangeKind> change,
        Optional<Long> withdrawnFrom,
        Counted counted) {

    /** What one sighting adds to the tally of its run; negative where it takes back. */
    record Counted(int read, int added, int changed, int unchanged, int duplicate) {

        static final Counted NOTHING = new Counted(0, 0, 0, 0, 0);
        static final Counted ADDED = new Counted(1, 1, 0, 0, 0);
        static final Counted CHANGED = new Counted(1, 0, 1, 0, 0);
        static final Counted UNCHANGED = new Counted(1, 0, 0, 1, 0);
        static final Counted ANOTHER_DUPLICATE = new Counted(1, 0, 0, 0, 1);
        static final Counted CHANGED_AFTER_ALL = new Counted(0, 0, 1, -1, 0);

        /** The second row of a key turns the first into a duplicate as well. */
        static Counted secondOf(Standing first) {
            return switch (first) {
                case ADDED -> new Counted(1, -1, 0, 0, 2);
                case CHANGED -> new Counted(1, 0, -1, 0, 2);
                case UNCHANGED -> new Counted(1, 0, 0, -1, 2);
                case DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_PASSED_ON ->
                        ANOTHER_DUPLICATE;
            };
        }
    }

    /** A row as the run before had it, with nothing to remember but that it was seen. */
    static final RowComparison UNCHANGED =
            new RowComparison(
                    Optional.empty(), Optional.empty(), Optional.empty(), Counted.UNCHANGED);

    /** A row of which nothing was remembered before: what is now is the row as it is. */
    static final RowComparison NEW_KEY =
            new RowComparison(
                    Optional.empty(),
                    Optional.of(ChangeKind.ADDED),
                    Optional.empty(),
                    Counted.ADDED);

    private static final RowComparison OUTDATED =
            new RowComparison(
                    Optional.empty(), Optional.empty(), Optional.empty(), Counted.NOTHING);

    /** A key nothing is remembered of. */
    static RowComparison first(ObservedRow row) {
        return new RowComparison(
                Optional.of(remember(row, Standing.ADDED)),
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

    /** True if this sighting makes a duplicate of a key that was none before. */
    boolean isNewDuplicate() {
        return counted.duplicate() == 2;
    }

    /**
     * The same, but that a key is passed on though it turns out to be duplicated in its first run.
     */
    RowComparison ofKeyPassedOn() {
        return remembered
                .filter(seen -> !seen.standing().isPassedOn())
                .map(
                        seen ->
                                new RowComparison(
                                        Optional.of(seen.as(Standing.DUPLICATE_HASH_UNKNOWN)),
                                        change,
                                        withdrawnFrom,
                                        counted))
                .orElse(this);
    }

    private static RowComparison inNewRun(ObservedRow row, SeenRow seen) {
        if (!seen.standing().isPassedOn()) {
            return first(row);
        }
        if (seen.standing().isHashKnown() && sameHash(row, seen)) {
            return new RowComparison(
                    Optional.of(remember(row, Standing.UNCHANGED)),
                    Optional.empty(),
                    Optional.empty(),
                    Counted.UNCHANGED);
        }
        return new RowComparison(
                Optional.of(remember(row, Standing.CHANGED)),
                Optional.of(ChangeKind.CHANGED),
                movedFrom(row, seen),
                Counted.CHANGED);
    }

    /** A row of a run that is over for this key: read before a failure, delivered after it. */
    static RowComparison outdated() {
        return OUTDATED;
    }

    /**
     * None of the rows of a duplicated key is right. What an earlier run passed on stays right if
     * the first of them had not replaced it; else it is withdrawn and the next single row of the
     * key is passed on whatever it says.
     */
    private static RowComparison duplicate(ObservedRow row, SeenRow seen) {
        Standing standing =
                switch (seen.standing()) {
                    case UNCHANGED -> Standing.DUPLICATE;
                    case CHANGED -> Standing.DUPLICATE_HASH_UNKNOWN;
                    case ADDED -> Standing.DUPLICATE_NEVER_PASSED_ON;
                    case DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_PASSED_ON ->
                            seen.standing();
                };
        boolean withdraws =
                switch (seen.standing()) {
                    case ADDED, CHANGED -> true;
                    case UNCHANGED, DUPLICATE, DUPLICATE_HASH_UNKNOWN, DUPLICATE_NEVER_PASSED_ON ->
                            false;
                };
        return new RowComparison(
                Optional.of(seen(seen, row.attempt(), standing)),
                Optional.empty(),
                withdraws ? Optional.of(seen.route()) : Optional.empty(),
                Counted.secondOf(seen.standing()));
    }

    /** The same row once more, since reading was taken up again behind it. */
    private static RowComparison readAgain(ObservedRow row, SeenRow seen) {
        if (row.attempt() < seen.attempt()) {
            return outdated();
        }
        if (seen.standing().isDuplicate() || sameHash(row, seen)) {
            return new RowComparison(
                    Optional.of(seen(seen, row.attempt(), seen.standing())),
                    Optional.empty(),
                    Optional.empty(),
                    Counted.NOTHING);
        }
        boolean wasUnchanged = seen.standing() == Standing.UNCHANGED;
        Standing standing = wasUnchanged ? Standing.CHANGED : seen.standing();
        return new RowComparison(
                Optional.of(remember(row, standing)),
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

    private static SeenRow remember(ObservedRow row, Standing standing) {
        return new SeenRow(
                row.hashHigh(), row.hashLow(), row.run(), row.attempt(), row.route(), standing);
    }

    private static SeenRow seen(SeenRow seen, int attempt, Standing standing) {
        return new SeenRow(
                seen.hashHigh(), seen.hashLow(), seen.run(), attempt, seen.route(), standing);
    }
}
