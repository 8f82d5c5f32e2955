/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.KeyRange.Position;
import java.util.Arrays;
import java.util.Objects;

/** How far a reader is through a range. Values become text only when a checkpoint asks. */
final class KeyRangeState implements RangeState {

    private final KeyRange range;
    private Object[] lastKey = {};
    private long rows;

    KeyRangeState(KeyRange range) {
        this.range = range;
    }

    @Override
    public void advance(Emission<?> emitted) {
        Object[] key = emitted.key();
        if (key.length == 0) {
            return;
        }
        if (Arrays.deepEquals(key, lastKey)) {
            rows += emitted.keyRows();
        } else {
            lastKey = key;
            rows = emitted.keyRows();
        }
    }

    @Override
    public KeyRange toRange() {
        if (lastKey.length == 0) {
            return range;
        }
        Position reached = new Position(Arrays.stream(lastKey).map(KeyText::of).toList(), rows);
        return range.after(
                range.position()
                        .filter(former -> Objects.equals(former.key(), reached.key()))
                        .map(former -> new Position(former.key(), former.rows() + reached.rows()))
                        .orElse(reached));
    }
}
