/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is to be told of a run besides its counts. */
final class Findings {

    private final Map<String, Integer> rowsByFilteredFields = new TreeMap<>();
    private final CreatedFields createdFields = new CreatedFields();
    private final SharedIdentifiers shared = new SharedIdentifiers();
    private final UnknownSources unknownSources = new UnknownSources();
    private final UntrackedEvents untrackedEvents = new UntrackedEvents();
    private final WithheldRows withheld = new WithheldRows();
    private long skipped;

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

    void skipped() {
        skipped++;
    }

    SharedIdentifiers shared() {
        return shared;
    }

    UnknownSources unknownSources() {
        return unknownSources;
    }

    UntrackedEvents untrackedEvents() {
        return untrackedEvents;
    }

    WithheldRows withheld() {
        return withheld;
    }

    /** The warnings of one subtask. */
    List<Delivery> warnings(long run, int subtask, Set<String> textFields) {
        List<Delivery> warnings = new ArrayList<>();
        createdFields
                .warnings(textFields)
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
}
