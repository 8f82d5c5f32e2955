/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.RowFault;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Events of a run that Iterable refuses, as its project tracks none of their names. */
public final class UntrackedEvents {

    static final int EXAMPLES = 3;

    private final SortedSet<String> examples = new TreeSet<>();
    private long events;

    /** The fault says which name it is. */
    public void met(RowFault fault) {
        events++;
        if (examples.size() < EXAMPLES) {
            examples.add(fault.reason());
        }
    }

    /** What to tell of the run; empty if there were none. */
    public Optional<String> warning() {
        return events == 0
                ? Optional.empty()
                : Optional.of(events + " events were refused: " + String.join(", ", examples));
    }
}
