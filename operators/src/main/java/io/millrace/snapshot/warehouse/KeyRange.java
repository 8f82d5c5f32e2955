/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of the table: the rows whose key is at least {@code lower} and below {@code upper}, in key
 * order. A bound may name only the leading columns of the key; a bound of no values is open.
 *
 * @param lower key values as {@link KeyText}
 * @param upper key values as {@link KeyText}
 * @param keyless what to do with rows that have a null in their key
 * @param position where to go on; empty to read from the start
 * @param snapshot the server's name of the moment to read; empty for the present
 */
record KeyRange(
        String splitId,
        List<String> lower,
        List<String> upper,
        Keyless keyless,
        Optional<Position> position,
        String snapshot)
        implements TableRange {

    /**
     * What a range does with rows that have a null in their key. They have no place in the order,
     * so after a failure they are read again.
     */
    enum Keyless {
        LEFT_OUT,
        INCLUDED,
        ALONE
    }

    /**
     * @param key of the last row emitted
     * @param rows how many rows with exactly this key were emitted, 1 if the key is unique
     */
    record Position(List<String> key, long rows) {

        Position {
            key = List.copyOf(key);
        }
    }

    KeyRange {
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
    }

    /** Everything there is. */
    static KeyRange whole() {
        return new KeyRange("all", List.of(), List.of(), Keyless.INCLUDED, Optional.empty(), "");
    }

    /** The rows without a complete key. */
    static KeyRange withoutKey() {
        return new KeyRange("keyless", List.of(), List.of(), Keyless.ALONE, Optional.empty(), "");
    }

    static KeyRange between(int number, List<String> lower, List<String> upper) {
        return new KeyRange(
                "range-" + number, lower, upper, Keyless.LEFT_OUT, Optional.empty(), "");
    }

    KeyRange after(Position reached) {
        return new KeyRange(splitId, lower, upper, keyless, Optional.of(reached), snapshot);
    }

    KeyRange asOf(String moment) {
        return new KeyRange(splitId, lower, upper, keyless, position, moment);
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
