/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.packed.PackedOperation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Goes once over what is pending for a run, one key group after the other; operations of one
 * Iterable identity come in their order. Holds a segment at a time, and the entries of a key group.
 */
public final class PendingScan {

    /** What a sweep looks for. */
    public enum Scope {
        /** All that is due in the run, less what waits for its user. */
        RUN,
        /** What a completed checkpoint holds and nothing is remembered of; no removals. */
        DURABLE,
        /** What waits in the run for a user who may not be visible yet. */
        WAITING
    }

    private final PendingOperations pending;
    private final long run;
    private final Scope scope;
    private final Iterator<KeyGroupLog> groups;
    private final Deque<PendingOperation> kept = new ArrayDeque<>();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private Set<RowId> unclear = Set.of();
    private Optional<Segment> segment = Optional.empty();
    private byte[] bytes = new byte[0];
    private int index;
    private int start;
    private long waiting;

    public PendingScan(PendingOperations pending, long run, Scope scope) {
        this.pending = pending;
        this.run = run;
        this.scope = scope;
        this.groups = pending.logs().iterator();
    }

    /** How many operations were passed by since they wait in this run for their users. */
    public long waiting() {
        return waiting;
    }

    /** The next operation that is due; empty when there is none any more. */
    public Optional<PendingOperation> next() throws Exception {
        while (true) {
            if (!kept.isEmpty()) {
                return Optional.of(kept.poll());
            }
            Optional<PendingOperation> found = nextOfSegment();
            if (found.isPresent()) {
                return found;
            }
            if (!beginSegment() && !beginGroup()) {
                return Optional.empty();
            }
        }
    }

    private Optional<PendingOperation> nextOfSegment() {
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        Segment current = segment.get();
        while (index < current.operations()) {
            PackedOperation operation = PackedOperation.at(bytes, start);
            int here = index;
            index++;
            start = operation.end();
            if (!current.isDone(here) && PendingOperations.asks(operation)) {
                PendingOperation found = PendingOperation.in(current, here, operation);
                if (isDue(found)) {
                    return Optional.of(found);
                }
            }
        }
        segment = Optional.empty();
        return Optional.empty();
    }

    private boolean isDue(PendingOperation operation) {
        boolean left = scope == Scope.DURABLE && operation.operation().removal();
        return !left && (unclear.isEmpty() || !unclear.contains(operation.row()));
    }

    private boolean beginSegment() throws Exception {
        if (segments.isEmpty()) {
            return false;
        }
        Segment next = segments.poll();
        if (!next.isOver()) {
            bytes = pending.read(next);
            segment = Optional.of(next);
            index = 0;
            start = 0;
        }
        return true;
    }

    private boolean beginGroup() throws Exception {
        if (!groups.hasNext()) {
            return false;
        }
        KeyGroupLog log = groups.next();
        if (pending.counts().isSettled(log.keyGroup(), run)) {
            return true;
        }
        List<PendingOperation> entries = pending.kept(log);
        if (scope == Scope.WAITING) {
            entries.stream().filter(this::isWaiting).forEach(kept::add);
            return true;
        }
        if (!log.isPlain()) {
            Supersession.Left left = Supersession.resolve(pending, log, entries, run);
            entries = left.kept();
            unclear = left.unclear();
        } else {
            unclear = Set.of();
        }
        entries.forEach(this::addKept);
        log.segments().stream().filter(this::isDue).forEach(segments::add);
        return true;
    }

    private void addKept(PendingOperation operation) {
        if (isWaiting(operation)) {
            waiting++;
        } else if (scope == Scope.RUN && isUntried(operation)) {
            kept.add(operation);
        }
    }

    private boolean isWaiting(PendingOperation operation) {
        return operation.history().waitsIn() == run && isUntried(operation);
    }

    private boolean isUntried(PendingOperation operation) {
        return operation.run() <= run && operation.history().triedIn() < run;
    }

    private boolean isDue(Segment candidate) {
        return candidate.run() <= run && (scope == Scope.RUN || pending.isDurable(candidate));
    }
}
