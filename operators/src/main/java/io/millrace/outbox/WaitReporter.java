/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.send.Wait;
import java.util.Optional;
import java.util.OptionalLong;

/** Reports why nothing has been sent for a while, and when that is over. */
final class WaitReporter {

    private final OutboxParts parts;
    private long requestsBefore;
    private boolean reported;

    WaitReporter(OutboxParts parts) {
        this.parts = parts;
    }

    /** Called at an interval while a run is delivered. Reports if no request was sent since. */
    void report(ActiveDelivery current) {
        long requests = parts.metrics().requests();
        Optional<Wait> wait = requests > requestsBefore ? Optional.empty() : find(current);
        requestsBefore = requests;
        emit(current.run(), wait);
    }

    /** Nothing is sent for a while from now on. */
    void begin(ActiveDelivery current) {
        if (!reported) {
            emit(current.run(), find(current));
        }
    }

    /** Called at an interval while a run waits for a checkpoint that holds its end. */
    void reportCheckpoint(long run) {
        long rows = parts.pending().counts().tally(run).operations();
        emit(run, Optional.of(Wait.open(Wait.Reason.CHECKPOINT, rows)));
    }

    /** The delivery has ended. */
    void ended(long run) {
        emit(run, Optional.empty());
    }

    private void emit(long run, Optional<Wait> wait) {
        NoticeFactory notices = parts.notices(run);
        if (wait.isPresent()) {
            parts.task().emit(notices.waiting(wait.get()));
        } else if (reported) {
            parts.task().emit(notices.continues());
        }
        reported = wait.isPresent();
    }

    private Optional<Wait> find(ActiveDelivery current) {
        Optional<Wait> ofRequests = parts.dispatch().waits(parts.task().now());
        if (ofRequests.isPresent()) {
            return ofRequests;
        }
        if (parts.sendMarks().isWaiting()) {
            return Optional.of(Wait.open(Wait.Reason.CHECKPOINT, parts.sendMarks().size()));
        }
        OptionalLong lastAttempt =
                current.lastAttemptAt(parts.settings().retries().visibilityDelay().toMillis());
        return lastAttempt.isPresent()
                ? Optional.of(
                        Wait.until(
                                Wait.Reason.UNKNOWN_USERS,
                                current.unknownUsers(),
                                lastAttempt.getAsLong()))
                : Optional.empty();
    }
}
