/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

/** A reader's progress in a range. */
public interface RangeState {

    /** Called after each emitted. */
    void advance(RangeRecord<?> emitted);

    /** Returns the rest of the range. */
    TableRange toRange();
}
