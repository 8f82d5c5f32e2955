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
 * What the outbox has in hand for one endpoint: the batches being filled, requests under way, and
 * batches that wait to go again. Times are milliseconds of one clock.
 */
public final class EndpointQueue {

    private static final int DRAFTS_AT_ONCE = 64;

    private record Waiting(Batch batch, long notBefore) {}

    /** A batch being filled. */
    private static final class Draft {
        private final List<Batch.Row> rows = new ArrayList<>();
        private long bytes;
    }

    private final Endpoint endpoint;
    private final RequestRules rules;
    private final EndpointLimiter meter;
    private final PriorityQueue<Waiting> again =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::notBefore));
    private final Map<Batch.Lane, Draft> drafts = new LinkedHashMap<>();
    private int underWay;
    private long underWayRows;
    private int fullDrafts;

    public EndpointQueue(Endpoint endpoint, RequestRules rules, EndpointLimiter meter) {
        this.endpoint = endpoint;
        this.rules = rules;
        this.meter = meter;
    }

    public EndpointLimiter meter() {
        return meter;
    }

    private int mostUnderWay() {
        return endpoint.isBulk() ? rules.inFlight() : rules.singlesInFlight();
    }

    private int mostRows() {
        return Math.min(rules.rows(), endpoint.rows());
    }

    /** True if another row may be taken: what is in hand can go without it, or wants filling. */
    public boolean hasRoom() {
        return underWay + again.size() < mostUnderWay() && !isDraftFull();
    }

    public boolean isEmpty() {
        return underWay == 0 && again.isEmpty() && drafts.isEmpty();
    }

    public boolean isUnderWay() {
        return underWay > 0;
    }

    private boolean isDraftFull() {
        return fullDrafts > 0 || drafts.size() >= DRAFTS_AT_ONCE;
    }

    private boolean isFull(Draft draft) {
        return draft.rows.size() >= mostRows();
    }

    /** True if the row fits beside those drafted for its lane. */
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

    /** The draft can take no more: it waits for its turn with the batches that go again. */
    public void closeDraft(Batch.Lane lane, long now) {
        resend(Batch.fresh(lane, takeDraft(lane)), now);
    }

    public void resend(Batch batch, long notBefore) {
        again.add(new Waiting(batch, notBefore));
    }

    /**
     * The batch that goes now, which is counted as a request; empty if none may.
     *
     * @param flush true if a draft goes though it is not full
     */
    public Optional<Batch> take(long now, boolean flush) {
        boolean may = hasBatch(now, flush) && isFree() && meter.take(now);
        if (!may) {
            return Optional.empty();
        }
        if (isReady(now)) {
            return Optional.of(again.poll().batch());
        }
        Batch.Lane lane = nextDraft();
        return Optional.of(Batch.fresh(lane, takeDraft(lane)));
    }

    private List<Batch.Row> takeDraft(Batch.Lane lane) {
        Draft draft = drafts.remove(lane);
        fullDrafts -= isFull(draft) ? 1 : 0;
        return draft.rows;
    }

    /** When there is a batch that may go; empty if that takes an answer, or another row. */
    public OptionalLong nextAt(long now, boolean flush) {
        if (!isFree()) {
            return OptionalLong.empty();
        }
        if (hasBatch(now, flush)) {
            return OptionalLong.of(now + meter.waitMillis(now));
        }
        return again.isEmpty() ? OptionalLong.empty() : OptionalLong.of(again.peek().notBefore());
    }

    private boolean isFree() {
        return underWay < mostUnderWay();
    }

    private boolean hasBatch(long now, boolean flush) {
        return isReady(now) || isDraftFull() || (flush && !drafts.isEmpty());
    }

    private boolean isReady(long now) {
        return !again.isEmpty() && again.peek().notBefore() <= now;
    }

    /** A full draft if there is one, else the fullest. */
    private Batch.Lane nextDraft() {
        return drafts.entrySet().stream()
                .max(Comparator.comparingInt(draft -> draft.getValue().rows.size()))
                .orElseThrow()
                .getKey();
    }

    public void sent(Batch batch) {
        underWay++;
        underWayRows += batch.rows().size();
    }

    public void returned(Batch batch) {
        underWay--;
        underWayRows -= batch.rows().size();
    }

    /** What keeps requests from going now; empty if nothing does, or there is none. */
    public Optional<Wait> waits(long now) {
        if (!again.isEmpty() && !isReady(now)) {
            return Optional.of(Wait.until(Wait.Reason.BACK_OFF, rows(), again.peek().notBefore()));
        }
        long paused = meter.waitMillis(now);
        boolean hasSome = !again.isEmpty() || !drafts.isEmpty();
        if (hasSome && paused > 0) {
            return Optional.of(Wait.until(Wait.Reason.RATE_LIMIT, rows(), now + paused));
        }
        return underWay == 0
                ? Optional.empty()
                : Optional.of(Wait.open(Wait.Reason.ANSWER, underWayRows));
    }

    private long rows() {
        return again.stream().mapToLong(waiting -> waiting.batch().rows().size()).sum()
                + drafts.values().stream().mapToLong(draft -> draft.rows.size()).sum();
    }

    /** Forgets all that is not under way. */
    public void drop() {
        drafts.clear();
        again.clear();
        fullDrafts = 0;
    }
}
