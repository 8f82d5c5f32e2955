/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.outbox.pace.EndpointLimiter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The drafts, the batches that wait to be sent, and the requests in flight of one endpoint. Times
 * are milliseconds of one clock.
 */
public final class EndpointQueue {

    private static final int MOST_DRAFTS = 64;

    private record WaitingBatch(Batch batch, long notBefore) {}

    private static final class Draft {
        private final List<Batch.Row> rows = new ArrayList<>();
        private long bytes;
    }

    private final Endpoint endpoint;
    private final RequestRules rules;
    private final EndpointLimiter limiter;
    private final PriorityQueue<WaitingBatch> waiting =
            new PriorityQueue<>(Comparator.comparingLong(WaitingBatch::notBefore));
    private final Map<Batch.Lane, Draft> drafts = new LinkedHashMap<>();
    private int inFlight;
    private long rowsInFlight;
    private int fullDrafts;

    public EndpointQueue(Endpoint endpoint, RequestRules rules, EndpointLimiter limiter) {
        this.endpoint = endpoint;
        this.rules = rules;
        this.limiter = limiter;
    }

    public EndpointLimiter limiter() {
        return limiter;
    }

    private int mostInFlight() {
        return endpoint.isBulk() ? rules.inFlight() : rules.singlesInFlight();
    }

    private int mostRows() {
        return Math.min(rules.rows(), endpoint.rows());
    }

    /** True if another row may be added. */
    public boolean hasRoom() {
        return inFlight + waiting.size() < mostInFlight() && !hasFullDraft();
    }

    public boolean isEmpty() {
        return inFlight == 0 && waiting.isEmpty() && drafts.isEmpty();
    }

    public int inFlight() {
        return inFlight;
    }

    private boolean hasFullDraft() {
        return fullDrafts > 0 || drafts.size() >= MOST_DRAFTS;
    }

    private boolean isFull(Draft draft) {
        return draft.rows.size() >= mostRows();
    }

    /** True if the row fits into the draft of its lane. */
    public boolean fits(Batch.Lane lane, Batch.Row row) {
        Draft draft = drafts.get(lane);
        return draft == null || (!isFull(draft) && draft.bytes + row.bytes() <= rules.bytes());
    }

    public void add(Batch.Lane lane, Batch.Row row) {
        Draft draft = drafts.computeIfAbsent(lane, any -> new Draft());
        if (draft.rows.isEmpty()) {
            draft.bytes = Request.envelopeBytes(lane.endpoint(), lane.target());
        }
        draft.rows.add(row);
        fullDrafts += draft.rows.size() == mostRows() ? 1 : 0;
        draft.bytes += row.bytes();
    }

    /** Takes no more rows into the draft: it is sent after the batches that wait. */
    public void closeDraft(Batch.Lane lane, long now) {
        resend(Batch.fresh(lane, takeDraft(lane)), now);
    }

    public void resend(Batch batch, long notBefore) {
        waiting.add(new WaitingBatch(batch, notBefore));
    }

    /**
     * Removes a batch that may be sent now, and counts it as a request; empty if there is none.
     *
     * @param flush true if a draft that is not full is sent too
     */
    public Optional<Batch> take(long now, boolean flush) {
        boolean may = hasBatch(now, flush) && hasFreeRequest() && limiter.take(now);
        if (!may) {
            return Optional.empty();
        }
        if (isReady(now)) {
            return Optional.of(waiting.poll().batch());
        }
        Batch.Lane lane = fullestDraft();
        return Optional.of(Batch.fresh(lane, takeDraft(lane)));
    }

    private List<Batch.Row> takeDraft(Batch.Lane lane) {
        Draft draft = drafts.remove(lane);
        fullDrafts -= isFull(draft) ? 1 : 0;
        return draft.rows;
    }

    /** Returns when a batch may be sent; empty if a response or another row has to come first. */
    public OptionalLong nextAt(long now, boolean flush) {
        if (!hasFreeRequest()) {
            return OptionalLong.empty();
        }
        if (hasBatch(now, flush)) {
            return OptionalLong.of(now + limiter.waitMillis(now));
        }
        return waiting.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.peek().notBefore());
    }

    private boolean hasFreeRequest() {
        return inFlight < mostInFlight();
    }

    private boolean hasBatch(long now, boolean flush) {
        return isReady(now) || hasFullDraft() || (flush && !drafts.isEmpty());
    }

    private boolean isReady(long now) {
        return !waiting.isEmpty() && waiting.peek().notBefore() <= now;
    }

    private Batch.Lane fullestDraft() {
        return drafts.entrySet().stream()
                .max(Comparator.comparingInt(draft -> draft.getValue().rows.size()))
                .orElseThrow()
                .getKey();
    }

    public void sent(Batch batch) {
        inFlight++;
        rowsInFlight += batch.rows().size();
    }

    public void returned(Batch batch) {
        inFlight--;
        rowsInFlight -= batch.rows().size();
    }

    /** Returns why no request is sent now; empty if requests may be sent, or there is none. */
    public Optional<Wait> waits(long now) {
        if (!waiting.isEmpty() && !isReady(now)) {
            long until = waiting.peek().notBefore();
            return Optional.of(Wait.until(Wait.Reason.BACK_OFF, rows(), until));
        }
        long paused = limiter.waitMillis(now);
        boolean hasRows = !waiting.isEmpty() || !drafts.isEmpty();
        if (hasRows && paused > 0) {
            return Optional.of(Wait.until(Wait.Reason.RATE_LIMIT, rows(), now + paused));
        }
        return inFlight == 0
                ? Optional.empty()
                : Optional.of(Wait.open(Wait.Reason.ANSWER, rowsInFlight));
    }

    private long rows() {
        long inBatches = waiting.stream().mapToLong(each -> each.batch().rows().size()).sum();
        long inDrafts = drafts.values().stream().mapToLong(draft -> draft.rows.size()).sum();
        return inBatches + inDrafts;
    }

    /** Removes every batch that is not in flight. */
    public void drop() {
        drafts.clear();
        waiting.clear();
        fullDrafts = 0;
    }
}
