/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.diff.SeenRow.Standing;
import io.millrace.snapshot.PackedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares rows with what one bucket remembers, and gathers what is to be remembered of them. Rows
 * come in the order they were read. The row that is unchanged, by far the most frequent, costs a
 * search and a comparison; all others are decided by {@link Sighting}.
 */
final class BlockVisit {

    /** What of a row is needed only if it is not unchanged. */
    interface Details {

        Asking asking();

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

    private final Block block;
    private final Sightings sightings;
    private final Details details;
    private final Moves moves;

    /** Entries of the block that have become others, by their index. */
    private final Map<Integer, Entry> replaced = new TreeMap<>();

    /** Entries the block does not have, as they came: often in order already. */
    private final Map<EntryId, Added> added = new LinkedHashMap<>();

    private int hint;

    /** Of the row last seen, unless it was unchanged. */
    private byte[] values = {};

    private long route;

    private static final class Added {

        private Entry entry;
        private byte code;

        private Added(Entry entry, byte code) {
            this.entry = entry;
            this.code = code;
        }
    }

    /**
     * What to remember behind the visit. The patch is sorted, and empty if no entry has changed.
     */
    record Memory(List<Entry> patch, Sightings sightings) {}

    BlockVisit(Block block, Sightings sightings, Moves moves, Details details) {
        this.block = block;
        this.sightings = sightings;
        this.moves = moves;
        this.details = details;
    }

    /** What follows from seeing this row. */
    Sighting see(PackedRow row) {
        if (row.run() < sightings.run()) {
            return Sighting.outdated();
        }
        if (row.run() > sightings.run()) {
            sightings.begin(row.run(), row.attempt());
            added.values().forEach(fresh -> fresh.code = Sightings.UNSEEN);
        } else if (row.attempt() > sightings.attempt()) {
            int older = row.attempt() - sightings.attempt();
            added.values().forEach(fresh -> fresh.code = Sightings.aged(fresh.code, older));
            sightings.goOn(row.attempt());
        }
        int index =
                block.form().isPlaced()
                        ? block.find(0, row.place(), hint)
                        : block.find(row.keyHigh(), row.keyLow(), hint);
        hint = index < 0 ? -1 - index : index + 1;
        if (index >= 0 && isUnchanged(index, row)) {
            sightings.set(index, Sightings.code(Standing.UNCHANGED, age(row)));
            return Sighting.UNCHANGED;
        }
        return index < 0 ? seeAdded(row) : seeKnown(row, index);
    }

    private boolean isUnchanged(int index, PackedRow row) {
        return sightings.code(index) == Sightings.UNSEEN
                && block.hashLow(index) == row.hashLow()
                && block.hashHigh(index) == row.hashHigh()
                && block.canBeUnchanged(index)
                && (replaced.isEmpty() || !replaced.containsKey(index));
    }

    private EntryId id(PackedRow row) {
        return block.form().isPlaced()
                ? new EntryId(block.form(), 0, row.place())
                : new EntryId(block.form(), row.keyHigh(), row.keyLow());
    }

    private int age(PackedRow row) {
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

    private Sighting seeKnown(PackedRow row, int index) {
        Entry entry = Optional.ofNullable(replaced.get(index)).orElseGet(() -> block.entry(index));
        values = row.values();
        SeenRow seen = seen(entry, sightings.code(index), row.attempt());
        Sighting sighting = follows(row, seen);
        if (sighting.remembered().isPresent()) {
            Entry now = follow(sighting, seen, entry, row);
            if (!isSame(now, entry)) {
                replaced.put(index, now);
            }
            sightings.set(index, code(sighting.remembered().get()));
        }
        return sighting;
    }

    private Sighting seeAdded(PackedRow row) {
        EntryId id = id(row);
        values = row.values();
        Added known = added.get(id);
        if (known == null) {
            route = details.route(values, row.keyLow());
            Entry fresh = new Entry(id, row.hashHigh(), row.hashLow(), route, details.kept(values));
            added.put(id, new Added(fresh, Sightings.code(Standing.ADDED, age(row))));
            return Sighting.NEW_KEY;
        }
        SeenRow seen = seen(known.entry, known.code, row.attempt());
        Sighting sighting = follows(row, seen);
        if (sighting.remembered().isPresent()) {
            known.entry = follow(sighting, seen, known.entry, row);
            known.code = code(sighting.remembered().get());
        }
        return sighting;
    }

    private Sighting follows(PackedRow row, SeenRow before) {
        Sighting sighting = Sighting.of(sight(row, before), before);
        return switch (details.asking()) {
            case ANEW -> sighting;
            case ONCE -> sighting.ofKeyPassedOn();
        };
    }

    private Sight sight(PackedRow row, SeenRow before) {
        route =
                before.standing().isPassedOn()
                        ? details.routeAfter(before.route(), values, row.keyLow())
                        : details.route(values, row.keyLow());
        return new Sight(row.run(), row.attempt(), row.hashHigh(), row.hashLow(), route);
    }

    /** What {@link Sighting} would remember of this entry. */
    private SeenRow seen(Entry entry, byte code, int attempt) {
        if (code == Sightings.UNSEEN) {
            return new SeenRow(
                    entry.hashHigh(),
                    entry.hashLow(),
                    sightings.run() - 1,
                    0,
                    entry.route(),
                    entry.standing());
        }
        int seenIn =
                switch (Sightings.age(code)) {
                    case Sightings.NOW -> sightings.attempt();
                    case Sightings.BEFORE -> sightings.attempt() - 1;
                    default -> Math.min(sightings.attempt() - Sightings.EARLIER, attempt - 1);
                };
        return new SeenRow(
                entry.hashHigh(),
                entry.hashLow(),
                sightings.run(),
                seenIn,
                entry.route(),
                Sightings.standing(code));
    }

    /** What to remember of the row, and of an identity that it has left. */
    private Entry follow(Sighting sighting, SeenRow seen, Entry before, PackedRow row) {
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
    private void leave(SeenRow seen, Entry before, PackedRow row) {
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
            moves.add(new Move(row.run(), row.keyHigh(), row.keyLow(), left, before.kept()));
        }
    }

    /** A row that names nobody has not left the one it named before. */
    private byte[] kept(Entry before, PackedRow row) {
        return route == row.keyLow() && before.kept().length > 0
                ? before.kept()
                : details.kept(values);
    }

    /** What was passed on last stays remembered of a duplicate, as far as it is known. */
    private Entry entry(SeenRow seen, Entry before, PackedRow row) {
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
        return Sightings.code(seen.standing(), sightings.ageOf(seen.attempt()));
    }

    /** Ends the visit. */
    Memory memory() {
        if (added.isEmpty()) {
            return new Memory(List.copyOf(replaced.values()), sightings);
        }
        List<Added> sorted = new ArrayList<>(added.values());
        sorted.sort((one, other) -> one.entry.id().compareTo(other.entry.id()));
        byte[] codes = new byte[block.count() + sorted.size()];
        List<Entry> patch = new ArrayList<>(replaced.values());
        int from = 0;
        int to = 0;
        for (Added fresh : sorted) {
            int before = -1 - block.find(fresh.entry.id().high(), fresh.entry.id().low(), from);
            while (from < before) {
                codes[to++] = sightings.code(from++);
            }
            codes[to++] = fresh.code;
            patch.add(fresh.entry);
        }
        while (from < block.count()) {
            codes[to++] = sightings.code(from++);
        }
        if (!replaced.isEmpty()) {
            patch.sort((one, other) -> one.id().compareTo(other.id()));
        }
        return new Memory(patch, sightings.of(codes));
    }
}
