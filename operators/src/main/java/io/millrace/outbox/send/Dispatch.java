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
 * The requests of the outbox: a queue for each endpoint, so that none waits for another. It holds
 * no more rows of an endpoint than the allowed requests can carry. Times are milliseconds of one
 * clock.
 */
public final class Dispatch {

    private final RequestRules rules;
    private final SubtaskRateLimiters meters;
    private final Map<Endpoint, EndpointQueue> queues = new EnumMap<>(Endpoint.class);
    private long successes;

    public Dispatch(RequestRules rules, SubtaskRateLimiters meters) {
        this.rules = rules;
        this.meters = meters;
    }

    private EndpointQueue queue(Endpoint endpoint) {
        return queues.computeIfAbsent(
                endpoint, any -> new EndpointQueue(endpoint, rules, meters.of(endpoint)));
    }

    private EndpointQueue queue(Batch batch) {
        return queue(batch.endpoint());
    }

    /** True if another row may be taken for the endpoint. */
    public boolean hasRoom(Endpoint endpoint) {
        return queue(endpoint).hasRoom();
    }

    public boolean isEmpty() {
        return queues.values().stream().allMatch(EndpointQueue::isEmpty);
    }

    public boolean isUnderWay() {
        return queues.values().stream().anyMatch(EndpointQueue::isUnderWay);
    }

    /** True if the row fits beside those drafted for its lane. */
    public boolean fits(Batch.Lane lane, Batch.Row row) {
        return queue(lane.endpoint()).fits(lane, row);
    }

    /** What the row would make a request of its own. */
    public long bytesAlone(Batch.Lane lane, Batch.Row row) {
        return Request.envelopeBytes(lane.endpoint(), lane.target()) + row.bytes() - 1;
    }

    public void add(Batch.Lane lane, Batch.Row row) {
        queue(lane.endpoint()).add(lane, row);
    }

    /** The draft can take no more: it waits for its turn with the batches that go again. */
    public void closeDraft(Batch.Lane lane, long now) {
        queue(lane.endpoint()).closeDraft(lane, now);
    }

    /**
     * A batch that goes now; empty if none may.
     *
     * @param flush true if drafts go though they are not full
     */
    public Optional<Batch> take(long now, boolean flush) {
        return queues.values().stream()
                .map(queue -> queue.take(now, flush))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** When the next batch or row has waited long enough; empty if that takes an answer. */
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
        queue(batch).meter().succeeded();
    }

    public Batch failed(Batch batch) {
        return batch.failed(successes);
    }

    /** True if another request succeeded since this one first failed. */
    public boolean hasSucceededSince(Batch failed) {
        return successes > failed.successesBefore();
    }

    public void throttled(Batch batch, long now, Optional<Long> resetMillis, double random) {
        queue(batch).meter().throttled(now, resetMillis, rules.backOff(), random);
    }

    public void resend(Batch batch, long notBefore) {
        queue(batch).resend(batch, notBefore);
    }

    /**
     * Goes before all that waits, the smallest part first: so a refused batch leads to its guilty
     * row in few requests.
     */
    public void resendPart(Batch part) {
        resend(part, Long.MIN_VALUE + part.rows().size());
    }

    public long backOffMillis(Batch failed, double random) {
        return rules.backOff().millis(failed.failures(), random);
    }

    /** What keeps requests from going now; empty if nothing does, or there is none. */
    public Optional<Wait> waits(long now) {
        return queues.values().stream()
                .map(queue -> queue.waits(now))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Wait::reason));
    }

    /** Forgets all that is not under way. */
    public void drop() {
        queues.values().forEach(EndpointQueue::drop);
    }
}
