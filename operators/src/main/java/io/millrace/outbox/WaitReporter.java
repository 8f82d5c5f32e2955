/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.send.Wait;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells why nothing is sent, once it has lasted, and when it goes on. */
final class WaitReporter {

    private final OutboxParts parts;
    private long requestsBefore;
    private boolean told;

    WaitReporter(OutboxParts parts) {
        this.parts = parts;
    }

    /** To be called at an interval while a run is delivered. */
    void report(ActiveDelivery current) {
        long requests = parts.metrics().requests();
        Optional<Wait> wait = requests > requestsBefore ? Optional.empty() : find(current);
        requestsBefore = requests;
        tell(current.run(), wait);
    }

    /** Nothing will be sent for a while. */
    void begin(ActiveDelivery current) {
        if (!told) {
            tell(current.run(), find(current));
        }
    }

    /** The same while a run waits for a checkpoint that holds its end. */
    void reportCheckpoint(long run) {
        long rows = parts.pending().counts().tally(run).operations();
        tell(run, Optional.of(Wait.open(Wait.Reason.CHECKPOINT, rows)));
    }

    /** The run is settled, or a part of it is. */
    void ended(long run) {
        tell(run, Optional.empty());
    }

    private void tell(long run, Optional<Wait> wait) {
        int subtask = parts.task().subtask();
        if (wait.isPresent()) {
            parts.task().emit(NoticeFactory.waiting(run, subtask, wait.get()));
        } else if (told) {
            parts.task().emit(NoticeFactory.goesOn(run, subtask));
        }
        told = wait.isPresent();
    }

    private Optional<Wait> find(ActiveDelivery current) {
        Optional<Wait> ofRequests = parts.dispatch().waits(parts.task().now());
        if (ofRequests.isPresent()) {
            return ofRequests;
        }
        if (parts.sendMarks().isWaiting()) {
            return Optional.of(Wait.open(Wait.Reason.CHECKPOINT, parts.sendMarks().size()));
        }
        OptionalLong lastTry =
                current.lastTryAt(parts.settings().retries().visibilityDelay().toMillis());
        return lastTry.isPresent()
                ? Optional.of(
                        Wait.until(
                                Wait.Reason.UNKNOWN_USERS,
                                current.unknownUsers(),
                                lastTry.getAsLong()))
                : Optional.empty();
    }
}
