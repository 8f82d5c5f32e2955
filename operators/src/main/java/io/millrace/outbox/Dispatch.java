/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.BulkUpdateRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What the outbox has in hand: the batch being filled, requests under way, batches that wait to go
 * again, and the routes of them all. It holds no more rows than the allowed requests can carry. Of
 * a route in hand no second row is taken. Times are milliseconds of one clock.
 */
final class Dispatch {

    private record Waiting(Batch batch, long notBefore) {}

    private final OutboxSettings settings;
    private final Pace pace;
    private final Set<Long> routes = new HashSet<>();
    private final PriorityQueue<Waiting> again =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::notBefore));
    private final List<Batch.Row> draft = new ArrayList<>();
    private long draftBytes;
    private int underWay;
    private long pausedUntil;
    private long successes;
    private int throttledInARow;

    Dispatch(OutboxSettings settings, Pace pace) {
        this.settings = settings;
        this.pace = pace;
    }

    boolean holds(long route) {
        return routes.contains(route);
    }

    /** True if another batch may be filled. */
    boolean hasRoom() {
        return underWay + again.size() < settings.requests().inFlight();
    }

    boolean hasFreeRequest() {
        return underWay < settings.requests().inFlight();
    }

    boolean isEmpty() {
        return underWay == 0 && again.isEmpty() && draft.isEmpty();
    }

    boolean isUnderWay() {
        return underWay > 0;
    }

    boolean hasDraft() {
        return !draft.isEmpty();
    }

    boolean isDraftFull() {
        return draft.size() >= settings.batch().rows();
    }

    /** True if a body of this size fits beside the rows of the draft. */
    boolean fits(int bytes) {
        return draftBytes + bytes + BulkUpdateRequest.ENVELOPE_BYTES <= settings.batch().bytes();
    }

    /** True if a body of this size fits into a request at all. */
    boolean fitsAlone(int bytes) {
        return bytes + BulkUpdateRequest.ENVELOPE_BYTES <= settings.batch().bytes();
    }

    void add(Batch.Row row) {
        routes.add(row.route());
        draft.add(row);
        draftBytes += row.body().length + BulkUpdateRequest.SEPARATOR_BYTES;
    }

    Batch takeDraft() {
        Batch batch = Batch.fresh(draft);
        draft.clear();
        draftBytes = 0;
        return batch;
    }

    /** The batch that has waited long enough. */
    Optional<Batch> takeReady(long now) {
        return isReady(now) ? Optional.of(again.poll().batch()) : Optional.empty();
    }

    boolean isReady(long now) {
        return !again.isEmpty() && again.peek().notBefore() <= now;
    }

    /** When the next batch has waited long enough. */
    OptionalLong readyAt() {
        return again.isEmpty() ? OptionalLong.empty() : OptionalLong.of(again.peek().notBefore());
    }

    /** How long until a request may go; 0 if it may now. */
    long waitMillis(long now) {
        return Math.max(pausedUntil - now, pace.waitMillis(now));
    }

    void sent() {
        pace.take();
        underWay++;
    }

    void returned() {
        underWay--;
    }

    void succeeded() {
        successes++;
        throttledInARow = 0;
        pace.answered();
    }

    Batch failed(Batch batch) {
        return batch.failed(successes);
    }

    Decision.Situation situation(Batch failed) {
        return new Decision.Situation(
                failed.rows().size(),
                failed.failures() >= settings.giveUpAfter(),
                successes > failed.successesBefore());
    }

    void throttled(long now, Optional<Long> resetMillis, double random) {
        throttledInARow++;
        pace.throttled();
        long wait = resetMillis.orElseGet(() -> settings.backOff().millis(throttledInARow, random));
        pausedUntil = Math.max(pausedUntil, now + wait);
    }

    void resend(Batch batch, long notBefore) {
        again.add(new Waiting(batch, notBefore));
    }

    /**
     * Goes before all that waits, the smallest part first: so a refused batch leads to its guilty
     * row in few requests.
     */
    void resendPart(Batch part) {
        again.add(new Waiting(part, Long.MIN_VALUE + part.rows().size()));
    }

    long backOffMillis(Batch failed, double random) {
        return settings.backOff().millis(failed.failures(), random);
    }

    void release(long route) {
        routes.remove(route);
    }

    /** Puts back all that is not under way. */
    void drop() {
        takeDraft().rows().forEach(row -> release(row.route()));
        again.forEach(waiting -> waiting.batch().rows().forEach(row -> release(row.route())));
        again.clear();
    }
}
