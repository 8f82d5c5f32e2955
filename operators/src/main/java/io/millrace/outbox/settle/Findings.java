/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import io.millrace.outbox.removal.WithheldRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is to be told of a run in addition to its counts. */
public final class Findings {

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
    public void created(Endpoint endpoint, Map<String, String> fields) {
        createdFields.met(endpoint, fields);
    }

    public void taken(Endpoint endpoint, int rows, FieldNotes notes) {
        created(endpoint, notes.created());
        if (!notes.filteredOut().isEmpty()) {
            rowsByFilteredFields.merge(String.join(", ", notes.filteredOut()), rows, Integer::sum);
        }
    }

    public void skipped() {
        skipped++;
    }

    public SharedIdentifiers shared() {
        return shared;
    }

    public UnknownSources unknownSources() {
        return unknownSources;
    }

    public UntrackedEvents untrackedEvents() {
        return untrackedEvents;
    }

    public WithheldRows withheld() {
        return withheld;
    }

    /**
     * The warnings of a run.
     *
     * @param textFields names of fields that are mapped from columns of text
     */
    public List<Warning> warnings(Set<String> textFields) {
        List<Warning> warnings = new ArrayList<>(createdFields.warnings(textFields));
        rowsByFilteredFields.forEach(
                (fields, rows) ->
                        warnings.add(
                                new Warning(
                                        "filteredOutFields",
                                        "Iterable dropped fields it does not know, in batches of "
                                                + rows
                                                + " rows together: "
                                                + fields)));
        shared.warning()
                .map(detail -> new Warning("sharedIdentifier", detail))
                .ifPresent(warnings::add);
        unknownSources
                .warning()
                .map(detail -> new Warning("unknownSource", detail))
                .ifPresent(warnings::add);
        untrackedEvents
                .warning()
                .map(detail -> new Warning("disallowedEventNames", detail))
                .ifPresent(warnings::add);
        if (skipped > 0) {
            warnings.add(
                    new Warning(
                            "unknownUser",
                            skipped + " users are unknown to Iterable and were not created"));
        }
        return warnings;
    }
}
