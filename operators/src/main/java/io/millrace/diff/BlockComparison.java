/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares rows of one run and one attempt with the block of one bucket, and collects what is to be
 * stored. Rows arrive in the order of their ids, and rows with one id in the order they were read,
 * so that one pass through block and rows is enough. {@link RowComparison} decides about each row
 * that is not unchanged.
 */
final class BlockComparison {

    private static final int FEW = 16;
    private static final int NONE = -1;

    private final Block block;
    private final SeenMarks marks;
    private final RowDetails details;
    private final IdentityHistory history;

    /** Changed and new entries, sorted by id. */
    private final List<Entry> patch = new ArrayList<>();

    /** For each new entry the index in the block before which it belongs. */
    private int[] addedBefore = new int[FEW];

    private byte[] addedCodes = new byte[FEW];
    private int added;

    /** The index in the block of the entry that was changed last. */
    private int replaced = NONE;

    /** The first entry of the block that is not before the last row. */
    private int next;

    /** The id of the last row. */
    private long lastHigh;

    private long lastLow;

    /** The values and route of the last row, unless it was unchanged. */
    private byte[] values = {};

    private long route;

    /**
     * What is to be stored.
     *
     * @param patch sorted; empty if no entry has changed
     * @param added the number of its entries that are new
     * @param marks of all entries, the new ones included
     */
    record Result(List<Entry> patch, int added, SeenMarks marks) {}

    BlockComparison(Block block, SeenMarks marks, IdentityHistory history, RowDetails details) {
        this.block = block;
        this.marks = marks;
        this.history = history;
        this.details = details;
    }

    /** Compares the next row. */
    RowComparison compare(RowView row) {
        if (row.run() < marks.run()) {
            return RowComparison.outdated();
        }
        marks.advance(row.run(), row.attempt());
        long high = block.form().isPlaced() ? 0 : row.keyHigh();
        long low = block.form().isPlaced() ? row.place() : row.keyLow();
        requireSorted(high, low);
        next = block.firstFrom(next, high, low);
        if (!block.has(next, high, low)) {
            return compareNew(row, high, low);
        }
        if (isUnchanged(next, row)) {
            marks.set(next, SeenMarks.code(RowStatus.UNCHANGED, age(row)));
            return RowComparison.UNCHANGED;
        }
        return compareKnown(row, next);
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
        return marks.code(index) == SeenMarks.UNSEEN
                && block.hashLow(index) == row.hashLow()
                && block.hashHigh(index) == row.hashHigh()
                && block.canBeUnchanged(index);
    }

    private int age(RowView row) {
        return marks.ageOf(row.attempt());
    }

    /** The route of the last row; valid only if a change follows from it. */
    long route() {
        return route;
    }

    /** The values of the last row; valid only if a change follows from it. */
    byte[] values() {
        return values;
    }

    private RowComparison compareKnown(RowView row, int index) {
        Entry entry = index == replaced ? last() : block.entry(index);
        values = row.values();
        SeenRow seen = seen(entry, marks.code(index), row.attempt());
        RowComparison comparison = compare(row, seen);
        if (comparison.toStore().isPresent()) {
            Entry now = update(comparison, seen, entry, row);
            if (index == replaced) {
                replaceLast(now);
            } else if (!isSame(now, entry)) {
                patch.add(now);
                replaced = index;
            }
            marks.set(index, code(comparison.toStore().get()));
        }
        return comparison;
    }

    private RowComparison compareNew(RowView row, long high, long low) {
        values = row.values();
        if (!isLastAdded(high, low)) {
            route = details.route(values, row.keyLow());
            EntryId id = new EntryId(block.form(), high, low);
            patch.add(new Entry(id, row.hashHigh(), row.hashLow(), route, details.kept(values)));
            add(SeenMarks.code(RowStatus.ADDED, age(row)));
            return RowComparison.NEW_KEY;
        }
        Entry entry = last();
        SeenRow seen = seen(entry, addedCodes[added - 1], row.attempt());
        RowComparison comparison = compare(row, seen);
        if (comparison.toStore().isPresent()) {
            replaceLast(update(comparison, seen, entry, row));
            addedCodes[added - 1] = code(comparison.toStore().get());
        }
        return comparison;
    }

    private Entry last() {
        return patch.get(patch.size() - 1);
    }

    private void replaceLast(Entry entry) {
        patch.set(patch.size() - 1, entry);
    }

    /** Whether the last new entry has this id; then it is the last of the patch. */
    private boolean isLastAdded(long high, long low) {
        return added > 0
                && addedBefore[added - 1] == next
                && last().id().high() == high
                && last().id().low() == low;
    }

    private void add(byte code) {
        if (added == addedCodes.length) {
            addedBefore = Arrays.copyOf(addedBefore, 2 * added);
            addedCodes = Arrays.copyOf(addedCodes, 2 * added);
        }
        addedBefore[added] = next;
        addedCodes[added++] = code;
    }

    private RowComparison compare(RowView row, SeenRow before) {
        RowComparison comparison = RowComparison.of(observe(row, before), before);
        return switch (details.resendPolicy()) {
            case EVERY_CHANGE -> comparison;
            case ONCE -> comparison.withKeyEmitted();
        };
    }

    private ObservedRow observe(RowView row, SeenRow before) {
        route =
                before.status().wasEmitted()
                        ? details.routeAfter(before.route(), values, row.keyLow())
                        : details.route(values, row.keyLow());
        return new ObservedRow(row.run(), row.attempt(), row.hashHigh(), row.hashLow(), route);
    }

    /** The state of an entry. */
    private SeenRow seen(Entry entry, byte code, int attempt) {
        if (code == SeenMarks.UNSEEN) {
            return new SeenRow(
                    entry.hashHigh(),
                    entry.hashLow(),
                    marks.run() - 1,
                    0,
                    entry.route(),
                    entry.status());
        }
        int seenIn =
                switch (SeenMarks.age(code)) {
                    case SeenMarks.NOW -> marks.attempt();
                    case SeenMarks.BEFORE -> marks.attempt() - 1;
                    default -> Math.min(marks.attempt() - SeenMarks.EARLIER, attempt - 1);
                };
        return new SeenRow(
                entry.hashHigh(),
                entry.hashLow(),
                marks.run(),
                seenIn,
                entry.route(),
                SeenMarks.status(code));
    }

    /** The entry to store; updates the history of identities. */
    private Entry update(RowComparison comparison, SeenRow seen, Entry before, RowView row) {
        Entry now = entry(comparison.toStore().orElseThrow(), before, row);
        if (comparison.isNewDuplicate()) {
            history.postpone(row);
        }
        if (comparison.withdrawnRoute().isEmpty() || block.keptColumns() == 0) {
            return now;
        }
        if (comparison.change().isEmpty()) {
            return history.takeBack(row)
                    .map(
                            former ->
                                    new Entry(
                                            now.id(),
                                            0,
                                            Entry.HASH_UNKNOWN,
                                            former.route(),
                                            former.kept()))
                    .orElse(now);
        }
        if (route != row.keyLow()) {
            addFormer(seen, before, row);
        }
        return now;
    }

    /**
     * The row refers to another identity than {@code before}. An identity that this run was the
     * first to read was never emitted, so it is no former identity. Nor is it one if another column
     * has become the identifier.
     */
    private void addFormer(SeenRow seen, Entry before, RowView row) {
        history.returned(row, route);
        boolean ofThisRun = seen.run() == row.run() && seen.status() != RowStatus.UNCHANGED;
        if (ofThisRun || before.kept().length == 0) {
            return;
        }
        long formerRoute = details.routeOfKept(before.kept(), row.keyLow());
        boolean isIdentity = formerRoute != row.keyLow() && formerRoute != route;
        boolean isKnown = formerRoute == before.route() || before.route() == row.keyLow();
        if (isIdentity && isKnown) {
            history.add(
                    new FormerIdentity(
                            row.run(), row.keyHigh(), row.keyLow(), formerRoute, before.kept()));
        }
    }

    /** A row that refers to no identity keeps the columns of the one it referred to before. */
    private byte[] kept(Entry before, RowView row) {
        return route == row.keyLow() && before.kept().length > 0
                ? before.kept()
                : details.kept(values);
    }

    /** The entry of a duplicate keeps what was emitted last, as far as that is known. */
    private Entry entry(SeenRow seen, Entry before, RowView row) {
        return switch (seen.status()) {
            case ADDED, CHANGED, UNCHANGED ->
                    new Entry(
                            before.id(),
                            row.hashHigh(),
                            row.hashLow(),
                            seen.route(),
                            kept(before, row));
            case DUPLICATE -> before;
            case DUPLICATE_HASH_UNKNOWN -> before.marked(Entry.HASH_UNKNOWN);
            case DUPLICATE_NEVER_EMITTED -> before.marked(Entry.NEVER_EMITTED);
        };
    }

    private static boolean isSame(Entry one, Entry other) {
        return one.hashHigh() == other.hashHigh()
                && one.hashLow() == other.hashLow()
                && one.route() == other.route()
                && Arrays.equals(one.kept(), other.kept());
    }

    private byte code(SeenRow seen) {
        return SeenMarks.code(seen.status(), marks.ageOf(seen.attempt()));
    }

    /** The result for all rows so far. */
    Result result() {
        if (added == 0) {
            return new Result(patch, 0, marks);
        }
        byte[] codes = new byte[block.count() + added];
        int from = 0;
        for (int i = 0; i < added; i++) {
            marks.copyCodes(from, addedBefore[i], codes, from + i);
            from = addedBefore[i];
            codes[from + i] = addedCodes[i];
        }
        marks.copyCodes(from, block.count(), codes, from + added);
        return new Result(patch, added, marks.of(codes));
    }
}
