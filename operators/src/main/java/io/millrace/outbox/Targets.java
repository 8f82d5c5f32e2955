/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.mapping.operation.PackedOperation;
import io.millrace.outbox.settle.Decision;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The targets of requests. The target of an operation without one is the list that the sync has
 * when the delivery of a run begins, even if the sync had another list when the operation arrived.
 */
final class Targets {

    private static final Decision.Halt UNKNOWN =
            new Decision.Halt(
                    "ListUnknown",
                    "the ledger does not contain the list of this sync; the next run finds it");

    private final OwnList list;
    private String listId = "";
    private String last = "";
    private byte[] lastUtf8 = new byte[0];

    Targets(OwnList list) {
        this.list = list;
    }

    /** The delivery of a run begins. Returns why nothing can be sent; empty if requests can be. */
    Optional<Decision.Halt> begin() {
        Optional<String> found = list.id();
        found.ifPresent(id -> listId = id);
        return found.isPresent() ? Optional.empty() : Optional.of(UNKNOWN);
    }

    String of(PackedOperation operation) {
        if (!operation.hasTarget(lastUtf8)) {
            last = operation.target();
            lastUtf8 = last.getBytes(StandardCharsets.UTF_8);
        }
        return last.isEmpty() ? listId : last;
    }
}
