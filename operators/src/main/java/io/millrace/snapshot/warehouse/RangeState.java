/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/** How far a reader is through a range. */
interface RangeState {

    /**
     * @param emitted what was just emitted
     */
    void advance(Emission<?> emitted);

    /** What is left of the range. */
    TableRange toRange();
}
