/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.project.Json;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The outcome of each row of a batch, and the response that reports it. */
final class BatchTally {

    private final int rows;
    private final Map<Integer, RowRefusal> refusals = new LinkedHashMap<>();
    private final Set<String> createdFields = new LinkedHashSet<>();
    private final Set<String> filteredOutFields = new LinkedHashSet<>();

    BatchTally(int rows) {
        this.rows = rows;
    }

    void refuse(int row, RowRefusal refusal) {
        refusals.put(row, refusal);
    }

    void created(Collection<String> fields) {
        createdFields.addAll(fields);
    }

    void filteredOut(Collection<String> fields) {
        filteredOutFields.addAll(fields);
    }

    boolean isRefused(int row) {
        return refusals.containsKey(row);
    }

    Optional<RowRefusal> firstRefusal() {
        return refusals.values().stream().findFirst();
    }

    BitSet refusedRows() {
        BitSet refused = new BitSet();
        refusals.keySet().forEach(refused::set);
        return refused;
    }

    ObjectNode toJson() {
        ObjectNode answer =
                Json.object()
                        .put("successCount", rows - refusals.size())
                        .put("failCount", refusals.size());
        answer.set("createdFields", Json.strings(createdFields));
        answer.set("filteredOutFields", Json.strings(filteredOutFields));
        ObjectNode failed = answer.putObject("failedUpdates");
        for (RowRefusal.Reason reason : RowRefusal.Reason.values()) {
            failed.putArray(reason.listPrefix() + RowRefusal.Kind.EMAIL.listSuffix());
            failed.putArray(reason.listPrefix() + RowRefusal.Kind.USER_ID.listSuffix());
        }
        answer.putArray("invalidEmails");
        answer.putArray("invalidUserIds");
        refusals.values().forEach(refusal -> report(refusal, answer, failed));
        return answer;
    }

    private static void report(RowRefusal refusal, ObjectNode answer, ObjectNode failed) {
        String suffix = refusal.kind().listSuffix();
        if (!suffix.isEmpty()) {
            failed.withArray("/" + refusal.reason().listPrefix() + suffix).add(refusal.value());
            answer.withArray("/invalid" + suffix).add(refusal.value());
        }
    }
}
