/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import io.millrace.outbox.pending.PendingOperation;
import java.util.ArrayList;
import java.util.List;

/**
 * Which withheld removals of a run are told one by one: enough to judge them by. Counts are
 * complete elsewhere.
 */
public final class WithheldRows {

    /** In the run that withholds them first. */
    static final int NEW_ROWS_TOLD = 100;

    /** In the message, and in later runs. */
    static final int EXAMPLES = 5;

    private final List<String> examples = new ArrayList<>();
    private int told;

    /**
     * @return true if the row is to be told
     */
    public boolean met(PendingOperation removal, long run) {
        if (examples.size() < EXAMPLES) {
            examples.add(removal.operation().key());
        }
        int most = removal.run() == run ? NEW_ROWS_TOLD : EXAMPLES;
        if (told >= most) {
            return false;
        }
        told++;
        return true;
    }

    /** Their keys as a person reads them; empty if none was met. */
    public String examples() {
        return String.join(", ", examples);
    }
}
