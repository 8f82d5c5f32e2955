/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * The readers of a {@link RepeatingSource} and their progress in the current run. The enumerator's
 * context lists the registered readers. A registered reader becomes active when it receives the
 * orders of the current run. Used on the coordinator's thread only.
 */
final class ReaderRegistry {

    private final SplitEnumeratorContext<RunSplit> context;

    /** Active readers by subtask. */
    private final Map<Integer, Status> active = new TreeMap<>();

    ReaderRegistry(SplitEnumeratorContext<RunSplit> context) {
        this.context = context;
    }

    private Map<Integer, ReaderInfo> registered() {
        return context.registeredReaders();
    }

    boolean allRegistered() {
        return registered().size() == context.currentParallelism();
    }

    boolean isActive(int subtask) {
        return active.containsKey(subtask);
    }

    /** Whether the reader is active and can receive orders. */
    boolean isReachable(int subtask) {
        return isActive(subtask) && registered().containsKey(subtask);
    }

    boolean allActive() {
        return allRegistered() && active.keySet().equals(registered().keySet());
    }

    boolean allReady() {
        return allActive() && active.values().stream().allMatch(status -> status.ready);
    }

    boolean allFinished() {
        return allActive() && active.values().stream().allMatch(Status::isFinished);
    }

    boolean allEmitted() {
        return allActive() && active.values().stream().allMatch(status -> status.emitted);
    }

    List<Integer> subtasks() {
        return List.copyOf(active.keySet());
    }

    /** Returns the splits that a restored reader reported when it registered. */
    List<RunSplit> reportedSplits(int subtask) {
        return registered().get(subtask).getReportedSplitsOnRegistration();
    }

    void remove(int subtask) {
        active.remove(subtask);
    }

    /**
     * Makes all registered readers active.
     *
     * @return the subtasks that were not active before, ascending
     */
    List<Integer> activateNewcomers() {
        List<Integer> newcomers =
                registered().keySet().stream()
                        .filter(subtask -> !active.containsKey(subtask))
                        .sorted()
                        .toList();
        newcomers.forEach(subtask -> active.put(subtask, new Status()));
        return newcomers;
    }

    /** Clears the progress of all readers: a run begins. */
    void beginRun() {
        active.replaceAll((subtask, status) -> new Status());
    }

    /** A further attempt begins: readers keep their rows and splits and emit the marks again. */
    void beginAttempt() {
        active.values().forEach(Status::beginAttempt);
    }

    /** All readers may start the next run: no checkpoint has to cover the current one. */
    void dropRun() {
        active.values().forEach(status -> status.ready = true);
    }

    void assigned(int subtask) {
        active.get(subtask).assignedSplits++;
    }

    void progress(int subtask, long rows) {
        active.get(subtask).rows = rows;
    }

    void finished(int subtask, int splits, long rows) {
        Status status = active.get(subtask);
        status.rows = rows;
        status.finishedSplits = OptionalInt.of(splits);
    }

    void emitted(int subtask) {
        active.get(subtask).emitted = true;
    }

    void ready(int subtask) {
        active.get(subtask).ready = true;
    }

    /** Returns the number of rows that the active readers emitted in the current run. */
    long rows() {
        return active.values().stream().mapToLong(status -> status.rows).sum();
    }

    void sendToAll(EnumeratorOrder order) {
        active.keySet().forEach(subtask -> send(subtask, order));
    }

    /** No-op for a reader that has just failed: it receives all orders when it registers again. */
    void send(int subtask, EnumeratorOrder order) {
        if (registered().containsKey(subtask)) {
            context.sendEventToSourceReader(subtask, order);
        }
    }

    /** The progress of one reader in the current run. */
    private static final class Status {

        private int assignedSplits;

        /** The number of assigned splits when the reader last reported that it has finished. */
        private OptionalInt finishedSplits = OptionalInt.empty();

        private long rows;

        /** Whether the reader has emitted the complete mark. */
        private boolean emitted;

        /** Whether the reader may start the next run. */
        private boolean ready;

        private void beginAttempt() {
            emitted = false;
            ready = false;
        }

        private boolean isFinished() {
            return finishedSplits.isPresent() && finishedSplits.getAsInt() == assignedSplits;
        }
    }
}
