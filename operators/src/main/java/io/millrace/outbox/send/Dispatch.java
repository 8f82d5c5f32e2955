/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.outbox.pace.SubtaskRateLimiters;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The requests of one subtask: a queue for each endpoint, so that no endpoint waits for another. A
 * queue holds no more rows than its allowed requests can carry. Times are milliseconds of one
 * clock.
 */
public final class Dispatch {

    private final RequestRules rules;
    private final SubtaskRateLimiters limiters;
    private final Map<Endpoint, EndpointQueue> queues = new EnumMap<>(Endpoint.class);
    private long successes;

    public Dispatch(RequestRules rules, SubtaskRateLimiters limiters) {
        this.rules = rules;
        this.limiters = limiters;
    }

    private EndpointQueue queue(Endpoint endpoint) {
        EndpointQueue queue = queues.get(endpoint);
        if (queue == null) {
            queue = new EndpointQueue(endpoint, rules, limiters.of(endpoint));
            queues.put(endpoint, queue);
        }
        return queue;
    }

    private EndpointQueue queue(Batch batch) {
        return queue(batch.endpoint());
    }

    /** True if another row may be added for the endpoint. */
    public boolean hasRoom(Endpoint endpoint) {
        return queue(endpoint).hasRoom();
    }

    public boolean isEmpty() {
        return queues.values().stream().allMatch(EndpointQueue::isEmpty);
    }

    public boolean hasInFlight() {
        return queues.values().stream().anyMatch(queue -> queue.inFlight() > 0);
    }

    /** The number of requests in flight to the endpoint. */
    public int inFlight(Endpoint endpoint) {
        return queue(endpoint).inFlight();
    }

    /** Returns how many calls to the endpoint the rate limit allows this subtask in that time. */
    public long callsWithin(Endpoint endpoint, long millis) {
        return limiters.callsWithin(endpoint, millis);
    }

    /** True if the row fits into the draft of its lane. */
    public boolean fits(Batch.Lane lane, Batch.Row row) {
        return queue(lane.endpoint()).fits(lane, row);
    }

    /** Returns the size of a request that has only this row. */
    public long bytesAlone(Batch.Lane lane, Batch.Row row) {
        return Request.envelopeBytes(lane.endpoint(), lane.target()) + row.bytes() - 1;
    }

    public void add(Batch.Lane lane, Batch.Row row) {
        queue(lane.endpoint()).add(lane, row);
    }

    /** Takes no more rows into the draft: it is sent after the batches that wait. */
    public void closeDraft(Batch.Lane lane, long now) {
        queue(lane.endpoint()).closeDraft(lane, now);
    }

    /**
     * Removes a batch that may be sent now; empty if there is none.
     *
     * @param flush true if drafts that are not full are sent too
     */
    public Optional<Batch> take(long now, boolean flush) {
        return queues.values().stream()
                .map(queue -> queue.take(now, flush))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns when the next batch may be sent; empty if a response has to come first. */
    public OptionalLong nextAt(long now, boolean flush) {
        return queues.values().stream()
                .map(queue -> queue.nextAt(now, flush))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    public void sent(Batch batch) {
        queue(batch).sent(batch);
    }

    public void returned(Batch batch) {
        queue(batch).returned(batch);
    }

    public void succeeded(Batch batch) {
        successes++;
        queue(batch).limiter().succeeded();
    }

    /** Returns the batch with one more failure. */
    public Batch failed(Batch batch) {
        return batch.failed(successes);
    }

    /** True if another request succeeded after the first failure of this one. */
    public boolean hasSucceededSince(Batch failed) {
        return successes > failed.failures().successesBefore();
    }

    public void throttled(Batch batch, long now, Optional<Long> resetMillis, double random) {
        queue(batch).limiter().throttled(now, resetMillis, rules.backOff(), random);
    }

    public void resend(Batch batch, long notBefore) {
        queue(batch).resend(batch, notBefore);
    }

    /**
     * Sends a part of a refused batch before all waiting batches. The smallest part comes first, so
     * that few requests find the row at fault.
     */
    public void resendPart(Batch part) {
        resend(part, Long.MIN_VALUE + part.rows().size());
    }

    public long backOffMillis(Batch failed, double random) {
        return rules.backOff().millis(failed.failures().inARow(), random);
    }

    /** Returns why no request is sent now; empty if requests may be sent, or there is none. */
    public Optional<Wait> waits(long now) {
        return queues.values().stream()
                .map(queue -> queue.waits(now))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Wait::reason));
    }

    /** Removes every batch that is not in flight. */
    public void drop() {
        queues.values().forEach(EndpointQueue::drop);
    }
}
