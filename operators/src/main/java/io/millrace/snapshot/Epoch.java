/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;

/**
 * Numbers the successive destinations of a sync. The number is part of the hash of each row, so a
 * row counts as changed if it was last read in another epoch. Numbers are reused after {@link
 * #LAST}: each complete run moves all rows to its own epoch, so only successive numbers must
 * differ.
 *
 * @param destination the result of {@link RunSetup#prepare}; empty before the first run
 * @param number from 0 to {@link #LAST}; 0 leaves hashes unchanged
 */
record Epoch(Optional<String> destination, int number) {

    static final int LAST = 0xFF;

    static final Epoch FIRST = new Epoch(Optional.empty(), 0);

    /** Returns the epoch of a run that writes to a destination. */
    Epoch of(String newDestination) {
        if (destination.isEmpty()) {
            return new Epoch(Optional.of(newDestination), number);
        }
        return destination.get().equals(newDestination)
                ? this
                : new Epoch(Optional.of(newDestination), number == LAST ? 0 : number + 1);
    }
}
