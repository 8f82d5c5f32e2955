/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows whose key is at least {@code lower} and below {@code upper}, read in key order. A bound
 * may have only the leading columns of the key; a bound without values is open.
 *
 * @param lower key values, see {@link io.millrace.snapshot.warehouse.column.KeyText}
 * @param upper key values, see {@link io.millrace.snapshot.warehouse.column.KeyText}
 * @param keyless whether rows with a null in their key belong to the range
 * @param position the last row emitted; empty to read from the start
 * @param snapshot the server's name of the snapshot to read; empty to read the current rows
 */
public record KeyRange(
        String splitId,
        List<String> lower,
        List<String> upper,
        Keyless keyless,
        Optional<Position> position,
        String snapshot)
        implements TableRange {

    /**
     * Whether rows with a null in their key belong to a range. These rows have no place in the key
     * order, so they are read again after a failure.
     */
    public enum Keyless {
        EXCLUDED,
        INCLUDED,
        ONLY
    }

    /**
     * @param key of the last row emitted
     * @param rows how many rows with exactly this key were emitted; 1 if the key is unique
     */
    public record Position(List<String> key, long rows) {

        public Position {
            key = List.copyOf(key);
        }
    }

    public KeyRange {
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
    }

    /** Returns the range of all rows. */
    public static KeyRange whole() {
        return new KeyRange("all", List.of(), List.of(), Keyless.INCLUDED, Optional.empty(), "");
    }

    /** Returns the range of the rows with a null in their key. */
    public static KeyRange withoutKey() {
        return new KeyRange("keyless", List.of(), List.of(), Keyless.ONLY, Optional.empty(), "");
    }

    public static KeyRange between(int number, List<String> lower, List<String> upper) {
        return new KeyRange(
                "range-" + number, lower, upper, Keyless.EXCLUDED, Optional.empty(), "");
    }

    /**
     * Divides the table at the given keys.
     *
     * @param bounds ascending; none for one range
     * @param mayLackKey whether a key value may be null
     */
    public static List<KeyRange> dividedAt(List<List<String>> bounds, boolean mayLackKey) {
        if (bounds.isEmpty()) {
            return List.of(whole());
        }
        List<KeyRange> ranges = new ArrayList<>();
        List<String> lower = List.of();
        for (List<String> bound : bounds) {
            ranges.add(between(ranges.size(), lower, bound));
            lower = bound;
        }
        ranges.add(between(ranges.size(), lower, List.of()));
        if (mayLackKey) {
            ranges.add(withoutKey());
        }
        return ranges;
    }

    public KeyRange after(Position reached) {
        return new KeyRange(splitId, lower, upper, keyless, Optional.of(reached), snapshot);
    }

    /** Returns the same range of a snapshot. */
    public KeyRange in(String otherSnapshot) {
        return new KeyRange(splitId, lower, upper, keyless, position, otherSnapshot);
    }

    @Override
    public long emittedRows() {
        return 0;
    }

    @Override
    public RangeState state() {
        return new KeyRangeState(this);
    }

    @Override
    public <R> R match(Function<KeyRange, R> keys, Function<PageRange, R> pages) {
        return keys.apply(this);
    }
}
