/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/**
 * Implemented by the enumerator context that a {@link RepeatingSource} gives its bounded source. A
 * restored enumerator that can't continue from its checkpoint uses it.
 */
public interface RestartableRun {

    /**
     * Reports that all rows of the run are read again: rows emitted before the restore no longer
     * count. Call it on the coordinator's thread while the enumerator starts.
     */
    void startOver();
}
