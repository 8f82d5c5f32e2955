/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

/**
 * What the context of a bounded source's enumerator is besides, within a {@link RepeatingSource}:
 * for an enumerator that is restored and can't go on where it was.
 */
public interface RestartableRun {

    /**
     * The run's rows are all read again: those emitted before the restore don't count any more.
     * Called on the coordinator's thread while the enumerator starts.
     */
    void startOver();
}
