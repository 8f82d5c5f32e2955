/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.outbox.pace.Meters;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the outbox has in hand: a queue for each endpoint, so that none waits for another, rows put
 * off, and the routes of them all. It holds no more rows of an endpoint than the allowed requests
 * can carry. Of a route in hand no second row is taken. Times are milliseconds of one clock.
 */
final class Dispatch {

    private record PutOff(long route, long notBefore) {}

    private final OutboxSettings settings;
    private final Meters meters;
    private final Set<Long> routes = new HashSet<>();
    private final Map<Endpoint, EndpointQueue> queues = new EnumMap<>(Endpoint.class);
    private final PriorityQueue<PutOff> putOff =
            new PriorityQueue<>(Comparator.comparingLong(PutOff::notBefore));
    private long successes;

    Dispatch(OutboxSettings settings, Meters meters) {
        this.settings = settings;
        this.meters = meters;
    }

    private EndpointQueue queue(Endpoint endpoint) {
        return queues.computeIfAbsent(
                endpoint, any -> new EndpointQueue(endpoint, settings, meters.of(endpoint)));
    }

    private EndpointQueue queue(Batch batch) {
        return queue(batch.endpoint());
    }

    boolean holds(long route) {
        return routes.contains(route);
    }

    /** True if another row may be taken for the endpoint. */
    boolean hasRoom(Endpoint endpoint) {
        return queue(endpoint).hasRoom();
    }

    boolean isEmpty() {
        return putOff.isEmpty() && queues.values().stream().allMatch(EndpointQueue::isEmpty);
    }

    boolean isUnderWay() {
        return queues.values().stream().anyMatch(EndpointQueue::isUnderWay);
    }

    /** True if the row fits beside those drafted for its lane. */
    boolean fits(Batch.Lane lane, Batch.Row row) {
        return queue(lane.endpoint()).fits(lane, row);
    }

    /** What the row would make a request of its own. */
    long bytesAlone(Batch.Lane lane, Batch.Row row) {
        return Request.envelopeBytes(lane.endpoint(), lane.target())
                + Request.rowBytes(lane.endpoint(), row.sent())
                - 1;
    }

    void add(Batch.Lane lane, Batch.Row row) {
        routes.add(row.route());
        queue(lane.endpoint()).add(lane, row);
    }

    /** The draft can take no more: it waits for its turn with the batches that go again. */
    void closeDraft(Batch.Lane lane, long now) {
        queue(lane.endpoint()).closeDraft(lane, now);
    }

    /**
     * A batch that goes now; empty if none may.
     *
     * @param flush true if drafts go though they are not full
     */
    Optional<Batch> take(long now, boolean flush) {
        return queues.values().stream()
                .map(queue -> queue.take(now, flush))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** When the next batch or row has waited long enough; empty if that takes an answer. */
    OptionalLong nextAt(long now, boolean flush) {
        LongStream batches =
                queues.values().stream()
                        .map(queue -> queue.nextAt(now, flush))
                        .flatMapToLong(OptionalLong::stream);
        LongStream rows = Stream.ofNullable(putOff.peek()).mapToLong(PutOff::notBefore);
        return LongStream.concat(batches, rows).min();
    }

    void sent(Batch batch) {
        queue(batch).sent();
    }

    void returned(Batch batch) {
        queue(batch).returned();
    }

    void succeeded(Batch batch) {
        successes++;
        queue(batch).meter().succeeded();
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
        queue(batch).meter().throttled(now, resetMillis, settings.backOff(), random);
    }

    void resend(Batch batch, long notBefore) {
        queue(batch).resend(batch, notBefore);
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

    /** How many rows are put off. */
    int putOffRows() {
        return putOff.size();
    }

    /** When the last row that is put off may go; 0 if none is. */
    long putOffUntil() {
        return putOff.stream().mapToLong(PutOff::notBefore).max().orElse(0);
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
        queues.values().forEach(queue -> queue.drop(row -> release(row.route())));
        putOff.forEach(row -> release(row.route()));
        putOff.clear();
    }
}
