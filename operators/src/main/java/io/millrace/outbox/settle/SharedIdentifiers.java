/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of one run that name the same Iterable identity: they are sent one after another, and what
 * an earlier one says is overwritten by the last. Each row that is sent while another waits for its
 * turn is counted, so nothing has to be remembered but a few examples.
 */
public final class SharedIdentifiers {

    static final int EXAMPLES = 3;

    /** What one call says, the next of its kind undoes. */
    private static final Set<OperationKind> OVERWRITING =
            Set.of(
                    OperationKind.UPSERT_USER,
                    OperationKind.UPDATE_USER,
                    OperationKind.UPDATE_CART,
                    OperationKind.REPLACE_CATALOG_ITEM,
                    OperationKind.PATCH_CATALOG_ITEM,
                    OperationKind.REPLACE_SUBSCRIPTIONS);

    private final List<String> examples = new ArrayList<>();
    private long overwritten;

    /** A row is put into a request, and another row of its identity is sent after it. */
    public void followed(PackedOperation sent, PackedOperation follower) {
        boolean same = sent.kind() == follower.kind() && sent.target().equals(follower.target());
        if (!same || !OVERWRITING.contains(sent.kind())) {
            return;
        }
        overwritten++;
        if (examples.size() < EXAMPLES) {
            examples.add(sent.identifier() + " (" + sent.key() + " before " + follower.key() + ")");
        }
    }

    /** What to tell of the run; empty if each identity was named by one row. */
    public Optional<String> warning() {
        if (overwritten == 0) {
            return Optional.empty();
        }
        String more = overwritten > examples.size() ? ", …" : "";
        return Optional.of(
                "rows with the identifier of another row, which overwrites them: "
                        + overwritten
                        + ", such as "
                        + String.join(", ", examples)
                        + more);
    }
}
