/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.FieldNotes;
import io.millrace.iterable.RowFault;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
import io.millrace.outbox.pending.PendingOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects the warnings of one run. */
public final class Findings {

    static final int EXAMPLES = 3;

    /** The examples of withheld removals, in the warning and one by one. */
    static final int WITHHELD_EXAMPLES = 5;

    /** The withheld removals that are listed one by one in the run that found them. */
    static final int NEW_WITHHELD_ROWS = 100;

    /** The kinds whose later call undoes an earlier one. */
    private static final Set<OperationKind> OVERWRITING =
            Set.of(
                    OperationKind.UPSERT_USER,
                    OperationKind.UPDATE_USER,
                    OperationKind.UPDATE_CART,
                    OperationKind.REPLACE_CATALOG_ITEM,
                    OperationKind.PATCH_CATALOG_ITEM,
                    OperationKind.REPLACE_SUBSCRIPTIONS);

    private final Map<String, Integer> rowsByFilteredFields = new TreeMap<>();
    private final CreatedFields createdFields = new CreatedFields();
    private final ExampleCounter overwrittenRows = new ExampleCounter(EXAMPLES);
    private final ExampleCounter mergesWithoutSource = new ExampleCounter(EXAMPLES);
    private final ExampleCounter untrackedEvents = new ExampleCounter(EXAMPLES);
    private final ExampleCounter withheldRows = new ExampleCounter(WITHHELD_EXAMPLES);
    private int listedWithheldRows;
    private long skippedUsers;

    /** Iterable accepted rows of a request. */
    public void accepted(Endpoint endpoint, int rows, FieldNotes notes) {
        createdFields.add(endpoint, notes.created());
        if (!notes.filteredOut().isEmpty()) {
            rowsByFilteredFields.merge(String.join(", ", notes.filteredOut()), rows, Integer::sum);
        }
    }

    /** The user of a row is unknown, and is not created. */
    public void skippedUser() {
        skippedUsers++;
    }

    /** Another row of the same identity is sent after this one, and may overwrite it. */
    public void followed(PackedOperation sent, PackedOperation follower) {
        boolean sameCall =
                sent.kind() == follower.kind() && sent.target().equals(follower.target());
        if (sameCall && OVERWRITING.contains(sent.kind())) {
            overwrittenRows.add(
                    () ->
                            sent.identifier()
                                    + " ("
                                    + sent.key()
                                    + " before "
                                    + follower.key()
                                    + ")");
        }
    }

    /**
     * A merge is done because Iterable knows the user who stays, but not the one who goes. Either
     * an earlier call merged the two, or that user never existed; Iterable does not say which.
     */
    public void mergeWithoutSource(PackedOperation merge) {
        mergesWithoutSource.add(() -> merge.key() + " into " + merge.identifier());
    }

    /** Iterable refused an event because its project does not track events of that name. */
    public void untrackedEvent(RowFault fault) {
        untrackedEvents.add(fault::reason);
    }

    /**
     * A removal waits for approval.
     *
     * @return true if the row is to be listed
     */
    public boolean withheld(PendingOperation removal, long run) {
        withheldRows.add(() -> removal.operation().key());
        int most = removal.run() == run ? NEW_WITHHELD_ROWS : WITHHELD_EXAMPLES;
        if (listedWithheldRows >= most) {
            return false;
        }
        listedWithheldRows++;
        return true;
    }

    /** Returns keys of withheld removals, separated by commas; empty if there are none. */
    public String withheldExamples() {
        return String.join(", ", withheldRows.examples());
    }

    /**
     * Returns the warnings of the run.
     *
     * @param textFields names of fields that are mapped from columns of text
     */
    public List<Warning> warnings(Set<String> textFields) {
        List<Warning> warnings = new ArrayList<>(createdFields.warnings(textFields));
        rowsByFilteredFields.forEach((fields, rows) -> warnings.add(filteredFields(fields, rows)));
        if (overwrittenRows.count() > 0) {
            warnings.add(
                    new Warning(
                            "sharedIdentifier",
                            "rows with the identifier of another row, which overwrites them: "
                                    + overwrittenRows.words()));
        }
        if (mergesWithoutSource.count() > 0) {
            warnings.add(
                    new Warning(
                            "unknownSource",
                            "merges whose source Iterable does not know, because it is merged"
                                    + " already or never existed: "
                                    + mergesWithoutSource.words()));
        }
        if (untrackedEvents.count() > 0) {
            String names = String.join(", ", untrackedEvents.examples().stream().sorted().toList());
            warnings.add(
                    new Warning(
                            "disallowedEventNames",
                            untrackedEvents.count() + " events were refused: " + names));
        }
        if (skippedUsers > 0) {
            warnings.add(
                    new Warning(
                            "unknownUser",
                            skippedUsers + " users are unknown to Iterable and were not created"));
        }
        return warnings;
    }

    private static Warning filteredFields(String fields, int rows) {
        return new Warning(
                "filteredOutFields",
                "Iterable dropped fields it does not know, in batches of "
                        + rows
                        + " rows together: "
                        + fields);
    }
}
