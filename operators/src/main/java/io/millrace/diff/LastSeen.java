/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.SnapshotRow;
import java.util.Optional;

/**
 * What the runs before have seen, by key: the state of the diff, whatever its layout. Keyed calls
 * speak of the key Flink has set; the scan sets keys itself. Single-threaded.
 */
interface LastSeen extends AutoCloseable {

    Optional<SeenRow> get(SnapshotRow row) throws Exception;

    void put(SnapshotRow row, SeenRow seen) throws Exception;

    void forget(SnapshotRow row) throws Exception;

    /**
     * Starts over looking for keys that no run since {@code run} has seen, in any order. A scan
     * going on is dropped.
     */
    void startScan(long run) throws Exception;

    /**
     * Goes on with the scan for about {@code keys} keys: each that vanished is forgotten and given
     * to {@code vanished}.
     *
     * @return true if there are more keys to look at
     */
    boolean scan(int keys, Vanished vanished) throws Exception;

    @Override
    void close();

    /** Takes a key that is gone. */
    @FunctionalInterface
    interface Vanished {

        void accept(long keyHigh, long keyLow, SeenRow seen) throws Exception;
    }
}
