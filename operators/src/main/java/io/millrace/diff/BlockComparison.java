/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.diff.SeenRow.Standing;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares rows of one run and one attempt with what one bucket remembers, and gathers what is to
 * be remembered of them. Rows come in the order of their ids, those of one id in the order they
 * were read: so block and rows are gone through once, side by side. The row that is unchanged costs
 * a comparison; all others are decided by {@link RowComparison}.
 */
final class BlockComparison {

    /** What of a row is needed only if it is not unchanged. */
    interface Details {

        ResendPolicy asking();

        /** Of a row of which nothing is passed on yet. */
        long route(byte[] values, long keyLow);

        /** Of a row that took the route {@code before} last. */
        long routeAfter(long before, byte[] values, long keyLow);

        byte[] kept(byte[] values);

        /**
         * The route of the identity that kept columns name.
         *
         * @return {@code keyLow} if they name none
         */
        long routeOfKept(byte[] kept, long keyLow);
    }

    private static final int FEW = 16;
    private static final int NONE = -1;

    private final Block block;
    private final SeenMarks sightings;
    private final Details details;
    private final IdentityHistory moves;

    /** Entries that have become others, and those the block does not have; sorted. */
    private final List<Entry> patch = new ArrayList<>();

    /** Of those the block does not have: which of its entries they come before. */
    private int[] addedBefore = new int[FEW];

    private byte[] addedCodes = new byte[FEW];
    private int added;

    /** Of the entry of the block that was replaced last. */
    private int replaced = NONE;

    /** Entries of the block before this one come before the row last seen. */
    private int next;

    /** Id of the row last seen. */
    private long lastHigh;

    private long lastLow;

    /** Of the row last seen, unless it was unchanged. */
    private byte[] values = {};

    private long route;

    /**
     * What to remember behind the visit.
     *
     * @param patch sorted; empty if no entry has changed
     * @param added how many of its entries the block does not have
     */
    record Memory(List<Entry> patch, int added, SeenMarks sightings) {}

    BlockComparison(Block block, SeenMarks sightings, IdentityHistory moves, Details details) {
        this.block = block;
        this.sightings = sightings;
        this.moves = moves;
        this.details = details;
    }

    /** What follows from seeing this row. */
    RowComparison see(RowView row) {
        if (row.run() < sightings.run()) {
            return RowComparison.outdated();
        }
        sightings.reach(row.run(), row.attempt());
        long high = block.form().isPlaced() ? 0 : row.keyHigh();
        long low = block.form().isPlaced() ? row.place() : row.keyLow();
        requireSorted(high, low);
        next = block.firstFrom(next, high, low);
        if (!block.has(next, high, low)) {
            return seeAdded(row, high, low);
        }
        if (isUnchanged(next, row)) {
            sightings.set(next, SeenMarks.code(Standing.UNCHANGED, age(row)));
            return RowComparison.UNCHANGED;
        }
        return seeKnown(row, next);
    }

    private void requireSorted(long high, long low) {
        int order = Long.compareUnsigned(lastHigh, high);
        if (order > 0 || (order == 0 && Long.compareUnsigned(lastLow, low) > 0)) {
            throw new IllegalStateException("rows of a bucket are not in the order of their ids");
        }
        lastHigh = high;
        lastLow = low;
    }

    private boolean isUnchanged(int index, RowView row) {
        return sightings.code(index) == SeenMarks.UNSEEN
                && block.hashLow(index) == row.hashLow()
                && block.hashHigh(index) == row.hashHigh()
                && block.canBeUnchanged(index);
    }

    private int age(RowView row) {
        return sightings.ageOf(row.attempt());
    }

    /** The route of the row last seen; only to be asked for if a change follows from it. */
    long route() {
        return route;
    }

    /** The values of the row last seen; only to be asked for if a change follows from it. */
    byte[] values() {
        return values;
    }

    private RowComparison seeKnown(RowView row, int index) {
        Entry entry = index == replaced ? last() : block.entry(index);
        values = row.values();
        SeenRow seen = seen(entry, sightings.code(index), row.attempt());
        RowComparison sighting = follows(row, seen);
        if (sighting.remembered().isPresent()) {
            Entry now = follow(sighting, seen, entry, row);
            if (index == replaced) {
                replaceLast(now);
            } else if (!isSame(now, entry)) {
                patch.add(now);
                replaced = index;
            }
            sightings.set(index, code(sighting.remembered().get()));
        }
        return sighting;
    }

    private RowComparison seeAdded(RowView row, long high, long low) {
        values = row.values();
        if (!isLastAdded(high, low)) {
            route = details.route(values, row.keyLow());
            EntryId id = new EntryId(block.form(), high, low);
            patch.add(new Entry(id, row.hashHigh(), row.hashLow(), route, details.kept(values)));
            noteAdded(SeenMarks.code(Standing.ADDED, age(row)));
            return RowComparison.NEW_KEY;
        }
        Entry entry = last();
        SeenRow seen = seen(entry, addedCodes[added - 1], row.attempt());
        RowComparison sighting = follows(row, seen);
        if (sighting.remembered().isPresent()) {
            replaceLast(follow(sighting, seen, entry, row));
            addedCodes[added - 1] = code(sighting.remembered().get());
        }
        return sighting;
    }

    private Entry last() {
        return patch.get(patch.size() - 1);
    }

    private void replaceLast(Entry entry) {
        patch.set(patch.size() - 1, entry);
    }

    /** If so, its entry is the last of the patch. */
    private boolean isLastAdded(long high, long low) {
        return added > 0
                && addedBefore[added - 1] == next
                && last().id().high() == high
                && last().id().low() == low;
    }

    private void noteAdded(byte code) {
        if (added == addedCodes.length) {
            addedBefore = Arrays.copyOf(addedBefore, 2 * added);
            addedCodes = Arrays.copyOf(addedCodes, 2 * added);
        }
        addedBefore[added] = next;
        addedCodes[added++] = code;
    }

    private RowComparison follows(RowView row, SeenRow before) {
        RowComparison sighting = RowComparison.of(sight(row, before), before);
        return switch (details.asking()) {
            case ANEW -> sighting;
            case ONCE -> sighting.ofKeyPassedOn();
        };
    }

    private ObservedRow sight(RowView row, SeenRow before) {
        route =
                before.standing().isPassedOn()
                        ? details.routeAfter(before.route(), values, row.keyLow())
                        : details.route(values, row.keyLow());
        return new ObservedRow(row.run(), row.attempt(), row.hashHigh(), row.hashLow(), route);
    }

    /** What {@link RowComparison} would remember of this entry. */
    private SeenRow seen(Entry entry, byte code, int attempt) {
        if (code == SeenMarks.UNSEEN) {
            return new SeenRow(
                    entry.hashHigh(),
                    entry.hashLow(),
                    sightings.run() - 1,
                    0,
                    entry.route(),
                    entry.standing());
        }
        int seenIn =
                switch (SeenMarks.age(code)) {
                    case SeenMarks.NOW -> sightings.attempt();
                    case SeenMarks.BEFORE -> sightings.attempt() - 1;
                    default -> Math.min(sightings.attempt() - SeenMarks.EARLIER, attempt - 1);
                };
        return new SeenRow(
                entry.hashHigh(),
                entry.hashLow(),
                sightings.run(),
                seenIn,
                entry.route(),
                SeenMarks.standing(code));
    }

    /** What to remember of the row, and of an identity that it has left. */
    private Entry follow(RowComparison sighting, SeenRow seen, Entry before, RowView row) {
        Entry now = entry(sighting.remembered().orElseThrow(), before, row);
        if (sighting.isNewDuplicate()) {
            moves.postpone(row);
        }
        if (sighting.withdrawnFrom().isEmpty() || block.keptColumns() == 0) {
            return now;
        }
        if (sighting.change().isEmpty()) {
            return moves.takeBack(row)
                    .map(
                            move ->
                                    new Entry(
                                            now.id(),
                                            0,
                                            Entry.HASH_UNKNOWN,
                                            move.route(),
                                            move.kept()))
                    .orElse(now);
        }
        if (route != row.keyLow()) {
            leave(seen, before, row);
        }
        return now;
    }

    /**
     * The row names somebody else than {@code before}: an identity this run was the first to read
     * was never told of. Where another column names the identity now, nothing was left.
     */
    private void leave(SeenRow seen, Entry before, RowView row) {
        moves.returned(row, route);
        boolean ofThisRun =
                seen.run() == row.run() && seen.standing() != SeenRow.Standing.UNCHANGED;
        if (ofThisRun || before.kept().length == 0) {
            return;
        }
        long left = details.routeOfKept(before.kept(), row.keyLow());
        boolean isIdentity = left != row.keyLow() && left != route;
        boolean isKnown = left == before.route() || before.route() == row.keyLow();
        if (isIdentity && isKnown) {
            moves.add(
                    new FormerIdentity(
                            row.run(), row.keyHigh(), row.keyLow(), left, before.kept()));
        }
    }

    /** A row that names nobody has not left the one it named before. */
    private byte[] kept(Entry before, RowView row) {
        return route == row.keyLow() && before.kept().length > 0
                ? before.kept()
                : details.kept(values);
    }

    /** What was passed on last stays remembered of a duplicate, as far as it is known. */
    private Entry entry(SeenRow seen, Entry before, RowView row) {
        return switch (seen.standing()) {
            case ADDED, CHANGED, UNCHANGED ->
                    new Entry(
                            before.id(),
                            row.hashHigh(),
                            row.hashLow(),
                            seen.route(),
                            kept(before, row));
            case DUPLICATE -> before;
            case DUPLICATE_HASH_UNKNOWN -> before.marked(Entry.HASH_UNKNOWN);
            case DUPLICATE_NEVER_PASSED_ON -> before.marked(Entry.NEVER_PASSED_ON);
        };
    }

    private static boolean isSame(Entry one, Entry other) {
        return one.hashHigh() == other.hashHigh()
                && one.hashLow() == other.hashLow()
                && one.route() == other.route()
                && Arrays.equals(one.kept(), other.kept());
    }

    private byte code(SeenRow seen) {
        return SeenMarks.code(seen.standing(), sightings.ageOf(seen.attempt()));
    }

    /** Ends the visit. */
    Memory memory() {
        if (added == 0) {
            return new Memory(patch, 0, sightings);
        }
        byte[] codes = new byte[block.count() + added];
        int from = 0;
        for (int i = 0; i < added; i++) {
            sightings.copyCodes(from, addedBefore[i], codes, from + i);
            from = addedBefore[i];
            codes[from + i] = addedCodes[i];
        }
        sightings.copyCodes(from, block.count(), codes, from + added);
        return new Memory(patch, added, sightings.of(codes));
    }
}
