/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.OptionalLong;

/**
 * Calls a {@link RunListener} as its contract requires: opened first, closed last, never called
 * concurrently. Flink closes an enumerator on another thread than the coordinator's.
 */
final class SerialListener {

    private final RunListener listener;
    private boolean open;

    SerialListener(RunListener listener) {
        this.listener = listener;
    }

    synchronized void open() {
        listener.open();
        open = true;
    }

    synchronized void resumed(OptionalLong newest) {
        if (open) {
            listener.resumed(newest);
        }
    }

    synchronized void started(long run) {
        if (open) {
            listener.started(run);
        }
    }

    synchronized void slowSetUp(long run, boolean ended) {
        if (open) {
            listener.slowSetUp(run, ended);
        }
    }

    synchronized void progress(long run, long rows) {
        if (open) {
            listener.progress(run, rows);
        }
    }

    synchronized void failed(long run, String reason) {
        if (open) {
            listener.failed(run, reason);
        }
    }

    synchronized void notSetUp(long run, String reason) {
        if (open) {
            listener.notSetUp(run, reason);
        }
    }

    synchronized void interrupted(long run, String reason) {
        if (open) {
            listener.interrupted(run, reason);
        }
    }

    synchronized void held(long run, String reason) {
        if (open) {
            listener.held(run, reason);
        }
    }

    synchronized void incomplete(long run, String reason) {
        if (open) {
            listener.incomplete(run, reason);
        }
    }

    synchronized void doubtful(long run, String reason) {
        if (open) {
            listener.doubtful(run, reason);
        }
    }

    synchronized void close() {
        if (open) {
            open = false;
            listener.close();
        }
    }
}
