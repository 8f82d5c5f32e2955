/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.column.KeyText;
import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import java.util.Arrays;

/** Remembers the key of the last row. Converts the key to text only for a checkpoint. */
public final class KeyRangeState implements RangeState {

    private final KeyRange range;
    private Object[] lastKey = {};
    private long rows;

    KeyRangeState(KeyRange range) {
        this.range = range;
    }

    @Override
    public void advance(RangeRecord<?> emitted) {
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
                        .filter(start -> start.key().equals(reached.key()))
                        .map(start -> new Position(start.key(), start.rows() + reached.rows()))
                        .orElse(reached));
    }
}
