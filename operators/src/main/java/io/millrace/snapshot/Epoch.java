/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;

/**
 * Counts what a sync has written to, one after the other. The number goes into the hashes of rows,
 * so that a row counts as changed if it was last read in another epoch. It counts in a circle: each
 * complete run brings all rows to its own epoch, so only neighbours have to differ.
 *
 * @param destination as {@link RunSetup#prepare} names it; empty before the first run
 * @param number from 0 to {@link #LAST}; 0 leaves hashes as they are
 */
record Epoch(Optional<String> destination, int number) {

    /** The highest number. */
    static final int LAST = 0xFF;

    static final Epoch FIRST = new Epoch(Optional.empty(), 0);

    /** The epoch of a run that writes to this. */
    Epoch of(String found) {
        if (destination.isEmpty()) {
            return new Epoch(Optional.of(found), number);
        }
        return destination.get().equals(found)
                ? this
                : new Epoch(Optional.of(found), number == LAST ? 0 : number + 1);
    }
}
