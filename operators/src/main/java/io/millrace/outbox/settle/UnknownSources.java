/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.mapping.packed.PackedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Merges of a run that are done as Iterable does not know who was to go but knows who stays: an
 * earlier call has merged the two, or there never was anybody by that name. Which of them, nothing
 * can tell.
 */
public final class UnknownSources {

    static final int EXAMPLES = 3;

    private final List<String> examples = new ArrayList<>();
    private long merges;

    public void met(PackedOperation merge) {
        merges++;
        if (examples.size() < EXAMPLES) {
            examples.add(merge.key() + " into " + merge.identifier());
        }
    }

    /** What to tell of the run; empty if there were none. */
    public Optional<String> warning() {
        if (merges == 0) {
            return Optional.empty();
        }
        String more = merges > examples.size() ? ", …" : "";
        return Optional.of(
                "merges whose source Iterable does not know, so that it is merged already or never"
                        + " was there: "
                        + merges
                        + ", such as "
                        + String.join(", ", examples)
                        + more);
    }
}
