/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What the outbox has in hand: the batches being filled, requests under way, batches that wait to
 * go again, rows put off, and the routes of them all. It holds no more rows than the allowed
 * requests can carry. Of a route in hand no second row is taken. Times are milliseconds of one
 * clock.
 */
final class Dispatch {

    private static final int DRAFTS_AT_ONCE = 64;
    private static final double WHOLE = 1 - 1e-9;

    private record Waiting(Batch batch, long notBefore) {}

    private record PutOff(long route, long notBefore) {}

    private final OutboxSettings settings;
    private final Meters meters;
    private final Set<Long> routes = new HashSet<>();
    private final PriorityQueue<Waiting> again =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::notBefore));
    private final PriorityQueue<PutOff> putOff =
            new PriorityQueue<>(Comparator.comparingLong(PutOff::notBefore));
    private final Map<Batch.Lane, Draft> drafts = new LinkedHashMap<>();
    private double loadUnderWay;
    private double loadAgain;
    private int underWay;
    private long successes;

    /** A batch being filled. */
    private static final class Draft {
        private final List<Batch.Row> rows = new ArrayList<>();
        private long bytes;
    }

    Dispatch(OutboxSettings settings, Meters meters) {
        this.settings = settings;
        this.meters = meters;
    }

    boolean holds(long route) {
        return routes.contains(route);
    }

    /** True if another batch may be filled. */
    boolean hasRoom() {
        return loadUnderWay + loadAgain < WHOLE;
    }

    boolean hasFreeRequest() {
        return loadUnderWay < WHOLE;
    }

    /** What a request takes of all that may be under way. */
    private double load(Endpoint endpoint) {
        return 1.0
                / (endpoint.isBulk()
                        ? settings.requests().inFlight()
                        : settings.requests().singlesInFlight());
    }

    boolean isEmpty() {
        return underWay == 0 && again.isEmpty() && drafts.isEmpty() && putOff.isEmpty();
    }

    boolean isUnderWay() {
        return underWay > 0;
    }

    boolean hasDraft() {
        return !drafts.isEmpty();
    }

    boolean isDraftFull() {
        return drafts.size() >= DRAFTS_AT_ONCE
                || drafts.entrySet().stream().anyMatch(draft -> isFull(draft));
    }

    private boolean isFull(Map.Entry<Batch.Lane, Draft> draft) {
        return draft.getValue().rows.size() >= mostRows(draft.getKey());
    }

    private int mostRows(Batch.Lane lane) {
        return Math.min(settings.batch().rows(), lane.endpoint().rows());
    }

    /** True if the row fits beside those drafted for its lane. */
    boolean fits(Batch.Lane lane, Batch.Row row) {
        Draft draft = drafts.get(lane);
        return draft == null
                || (draft.rows.size() < mostRows(lane)
                        && draft.bytes + bytes(lane, row) <= settings.batch().bytes());
    }

    /** What the row would make a request of its own. */
    long bytesAlone(Batch.Lane lane, Batch.Row row) {
        return Request.envelopeBytes(lane.endpoint(), lane.target()) + bytes(lane, row) - 1;
    }

    private static long bytes(Batch.Lane lane, Batch.Row row) {
        return Request.rowBytes(lane.endpoint(), row.sent());
    }

    void add(Batch.Lane lane, Batch.Row row) {
        routes.add(row.route());
        Draft draft = drafts.computeIfAbsent(lane, any -> new Draft());
        if (draft.rows.isEmpty()) {
            draft.bytes = Request.envelopeBytes(lane.endpoint(), lane.target());
        }
        draft.rows.add(row);
        draft.bytes += bytes(lane, row);
    }

    /** A full batch if there is one, else the fullest. */
    Batch takeDraft() {
        Batch.Lane lane = nextDraft();
        return Batch.fresh(lane, drafts.remove(lane).rows);
    }

    private Batch.Lane nextDraft() {
        return drafts.entrySet().stream()
                .filter(this::isFull)
                .findFirst()
                .or(
                        () ->
                                drafts.entrySet().stream()
                                        .max(
                                                Comparator.comparingInt(
                                                        draft -> draft.getValue().rows.size())))
                .orElseThrow()
                .getKey();
    }

    /** The draft can take no more: it waits for its turn with the batches that go again. */
    void closeDraft(Batch.Lane lane, long now) {
        resend(Batch.fresh(lane, drafts.remove(lane).rows), now);
    }

    /** The batch that has waited long enough. */
    Optional<Batch> takeReady(long now) {
        if (!isReady(now)) {
            return Optional.empty();
        }
        Batch batch = again.poll().batch();
        loadAgain -= load(batch.endpoint());
        return Optional.of(batch);
    }

    boolean isReady(long now) {
        return !again.isEmpty() && again.peek().notBefore() <= now;
    }

    /** When the next batch or row has waited long enough. */
    OptionalLong readyAt() {
        long first =
                Math.min(
                        again.isEmpty() ? Long.MAX_VALUE : again.peek().notBefore(),
                        putOff.isEmpty() ? Long.MAX_VALUE : putOff.peek().notBefore());
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** How long until the next request may go; 0 if it may now. */
    long waitMillis(long now) {
        Batch.Lane next = isReady(now) ? again.peek().batch().lane() : nextDraft();
        return meters.of(next.endpoint(), now).waitMillis(now);
    }

    void sent(Batch batch, long now) {
        meters.of(batch.endpoint(), now).sent(now);
        loadUnderWay += load(batch.endpoint());
        underWay++;
    }

    void returned(Batch batch) {
        underWay--;
        loadUnderWay = underWay == 0 ? 0 : loadUnderWay - load(batch.endpoint());
    }

    void succeeded(Batch batch, long now) {
        successes++;
        meters.of(batch.endpoint(), now).succeeded();
    }

    Batch failed(Batch batch) {
        return batch.failed(successes);
    }

    Decision.Situation situation(Batch failed) {
        return new Decision.Situation(
                failed.rows().size(),
                failed.failures() >= settings.giveUpAfter(),
                successes > failed.successesBefore(),
                failed.endpoint().isAtMostOnce(),
                failed.endpoint().callsADay() > 0);
    }

    void throttled(Batch batch, long now, Optional<Long> resetMillis, double random) {
        meters.of(batch.endpoint(), now).throttled(now, resetMillis, settings.backOff(), random);
    }

    void resend(Batch batch, long notBefore) {
        loadAgain += load(batch.endpoint());
        again.add(new Waiting(batch, notBefore));
    }

    /**
     * Goes before all that waits, the smallest part first: so a refused batch leads to its guilty
     * row in few requests.
     */
    void resendPart(Batch part) {
        resend(part, Long.MIN_VALUE + part.rows().size());
    }

    long backOffMillis(Batch failed, double random) {
        return settings.backOff().millis(failed.failures(), random);
    }

    /** The row stays in state, and its route in hand, until then. */
    void putOff(long route, long notBefore) {
        putOff.add(new PutOff(route, notBefore));
    }

    /** A route whose row was put off until now. */
    OptionalLong takePutOff(long now) {
        if (putOff.isEmpty() || putOff.peek().notBefore() > now) {
            return OptionalLong.empty();
        }
        long route = putOff.poll().route();
        release(route);
        return OptionalLong.of(route);
    }

    void release(long route) {
        routes.remove(route);
    }

    /** Puts back all that is not under way. */
    void drop() {
        drafts.values().forEach(draft -> draft.rows.forEach(row -> release(row.route())));
        drafts.clear();
        again.forEach(waiting -> waiting.batch().rows().forEach(row -> release(row.route())));
        again.clear();
        loadAgain = 0;
        putOff.forEach(row -> release(row.route()));
        putOff.clear();
    }
}
