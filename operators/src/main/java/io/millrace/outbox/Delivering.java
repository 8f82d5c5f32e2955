/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run while it is delivered: where the sweep is, what stopped it, and what is to be told. Also a
 * part of a run that is sent early, before its end has come, to make room.
 */
final class Delivering implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);

    private final long run;
    private final boolean early;
    private final long releasedAt;
    private final long begunAt;
    private final SetAside setAside = new SetAside();
    private final Map<String, Integer> rowsByFilteredFields = new TreeMap<>();
    private final CreatedFields createdFields = new CreatedFields();
    private final TypeFaults typeFaults = new TypeFaults();
    private final SharedIdentifiers shared = new SharedIdentifiers();
    private Optional<Decision.Halt> halt = Optional.empty();
    private Sweep sweep;
    private final UnknownSources unknownSources = new UnknownSources();
    private final UntrackedEvents untrackedEvents = new UntrackedEvents();
    private final WithheldRows withheld = new WithheldRows();
    private long skipped;

    private Delivering(long run, boolean early, long releasedAt, long begunAt, Sweep sweep) {
        this.run = run;
        this.early = early;
        this.releasedAt = releasedAt;
        this.begunAt = begunAt;
        this.sweep = sweep;
    }

    /**
     * @param releasedAt rows refused before this time are due whatever their attempts
     * @param now when delivery begins
     */
    static Delivering whole(long run, long releasedAt, long now, Sweep sweep) {
        return new Delivering(run, false, releasedAt, now, sweep);
    }

    static Delivering early(long run, long now, Sweep sweep) {
        return new Delivering(run, true, 0, now, sweep);
    }

    /** In epoch milliseconds, in this life of the task. */
    long begunAt() {
        return begunAt;
    }

    long releasedAt() {
        return releasedAt;
    }

    boolean isEarly() {
        return early;
    }

    long run() {
        return run;
    }

    Sweep sweep() {
        return sweep;
    }

    /** Goes over all again, as some were left behind. */
    void sweepAgain(Sweep another) {
        sweep.close();
        sweep = another;
    }

    SetAside setAside() {
        return setAside;
    }

    SharedIdentifiers shared() {
        return shared;
    }

    Optional<Decision.Halt> halt() {
        return halt;
    }

    boolean isHalted() {
        return halt.isPresent();
    }

    /** Nothing more is sent in this run; the first reason stays. */
    void halt(Decision.Halt reason) {
        if (halt.isEmpty()) {
            halt = Optional.of(reason);
            LOG.warn("Delivery of run {} stops: {} {}", run, reason.code(), reason.reason());
        }
    }

    /**
     * @param fields names with types
     */
    void created(Endpoint endpoint, Map<String, String> fields) {
        createdFields.met(endpoint, fields);
    }

    void taken(Endpoint endpoint, int rows, FieldNotes notes) {
        created(endpoint, notes.created());
        if (!notes.filteredOut().isEmpty()) {
            rowsByFilteredFields.merge(String.join(", ", notes.filteredOut()), rows, Integer::sum);
        }
    }

    /** Rows go again after others of their request were refused. */
    void spared(int rows) {
        typeFaults.spared(rows);
    }

    /** A row was accepted, or refused with this fault. */
    void settled(Optional<RowFault> fault) {
        typeFaults.settled(fault);
    }

    /**
     * Halts if it is not the rows that are at fault but the sync.
     *
     * @param operations of the run
     */
    void haltIfColumnsAreAtFault(long operations) {
        typeFaults.stopReason(operations).ifPresent(this::halt);
    }

    WithheldRows withheld() {
        return withheld;
    }

    void skipped() {
        skipped++;
    }

    UnknownSources unknownSources() {
        return unknownSources;
    }

    UntrackedEvents untrackedEvents() {
        return untrackedEvents;
    }

    /** What is to be told of the run besides its counts. */
    List<Delivery> warnings(int subtask, OutboxSettings.Fields written) {
        List<Delivery> warnings = new ArrayList<>();
        createdFields
                .warnings(written.text())
                .forEach(told -> warnings.add(Deliveries.fields(run, subtask, told)));
        rowsByFilteredFields.forEach(
                (fields, rows) -> warnings.add(Deliveries.filteredOut(run, subtask, fields, rows)));
        shared.warning()
                .map(detail -> Deliveries.sharedIdentifiers(run, subtask, detail))
                .ifPresent(warnings::add);
        unknownSources
                .warning()
                .map(detail -> Deliveries.unknownSource(run, subtask, detail))
                .ifPresent(warnings::add);
        untrackedEvents
                .warning()
                .map(detail -> Deliveries.untrackedEvents(run, subtask, detail))
                .ifPresent(warnings::add);
        if (skipped > 0) {
            warnings.add(Deliveries.skipped(run, subtask, skipped));
        }
        return warnings;
    }

    @Override
    public void close() {
        sweep.close();
    }
}
