/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.PackedOperation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the pending operations of a run once, key group by key group. Operations of one Iterable
 * identity come in their order. One segment, and the entries of one key group, are in memory.
 */
public final class PendingScan {

    /** Which operations a scan returns. */
    public enum Scope {
        /** All that are due in the run, except those that wait for their users. */
        RUN,
        /** Those that a completed checkpoint holds, without removals and without entries. */
        DURABLE,
        /** Those that wait in the run for users who may not be visible yet. */
        WAITING
    }

    private final PendingOperations pending;
    private final long run;
    private final Scope scope;
    private final Iterator<KeyGroupLog> groups;
    private final Deque<PendingOperation> withEntries = new ArrayDeque<>();
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

    /**
     * The number of operations passed over so far because they wait in this run for their users.
     */
    public long waiting() {
        return waiting;
    }

    /** Returns the next operation that is due; empty at the end. */
    public Optional<PendingOperation> next() throws Exception {
        while (true) {
            if (!withEntries.isEmpty()) {
                return Optional.of(withEntries.poll());
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
            if (!current.isDone(here) && PendingOperations.requiresCall(operation)) {
                PendingOperation found = PendingOperation.ofSegment(current, here, operation);
                if (isDue(found)) {
                    return Optional.of(found);
                }
            }
        }
        segment = Optional.empty();
        return Optional.empty();
    }

    private boolean isDue(PendingOperation operation) {
        boolean tooEarly = scope == Scope.DURABLE && operation.operation().removal();
        return !tooEarly && (unclear.isEmpty() || !unclear.contains(operation.row()));
    }

    private boolean beginSegment() throws Exception {
        if (segments.isEmpty()) {
            return false;
        }
        Segment next = segments.poll();
        if (!next.isFinished()) {
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
        List<PendingOperation> entries = pending.withEntries(log);
        if (scope == Scope.WAITING) {
            entries.stream().filter(this::isWaiting).forEach(withEntries::add);
            return true;
        }
        unclear = Set.of();
        if (!log.isPlain()) {
            Supersession.Remaining remaining = Supersession.resolve(pending, log, entries, run);
            entries = remaining.withEntries();
            unclear = remaining.unclear();
        }
        entries.forEach(this::addWithEntry);
        log.segments().stream().filter(this::isDue).forEach(segments::add);
        return true;
    }

    private void addWithEntry(PendingOperation operation) {
        if (isWaiting(operation)) {
            waiting++;
        } else if (scope == Scope.RUN && isUntried(operation)) {
            withEntries.add(operation);
        }
    }

    private boolean isWaiting(PendingOperation operation) {
        return operation.history().waitsIn() == run && isUntried(operation);
    }

    private boolean isUntried(PendingOperation operation) {
        return operation.run() <= run && operation.history().lastTriedIn() < run;
    }

    private boolean isDue(Segment candidate) {
        return candidate.run() <= run && (scope == Scope.RUN || pending.isDurable(candidate));
    }
}
