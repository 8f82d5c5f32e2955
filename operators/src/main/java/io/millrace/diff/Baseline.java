/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The first complete run of a state: whether there was one, and which runs are adopted. It is the
 * same in all subtasks, as a run is complete for all of them at once.
 *
 * <p>A run that started under another definition has read some rows under that definition, and does
 * not read them again. So a run that started before the job was built is not the baseline; if the
 * first run is adopted, so is that one.
 */
final class Baseline {

    private static final long NONE = Long.MIN_VALUE;

    private static final int FIRST_RUN = 0;
    private static final int SINCE = 1;
    private static final int RUN = 2;

    private final FirstRun firstRun;
    private final long builtAt;
    private final ListState<Long> state;
    private final boolean begunOtherwise;
    private long since = NONE;
    private long run = NONE;

    /**
     * Restores the state.
     *
     * @param builtAt when the job was built, in epoch milliseconds as run ids are
     */
    Baseline(OperatorStateStore store, FirstRun firstRun, long builtAt) throws Exception {
        this.firstRun = firstRun;
        this.builtAt = builtAt;
        this.state = store.getUnionListState(new ListStateDescriptor<>("baseline", Types.LONG));
        List<Long> before = new ArrayList<>();
        state.get().forEach(before::add);
        if (!before.isEmpty()) {
            since = before.get(SINCE);
            run = before.get(RUN);
        }
        begunOtherwise =
                !before.isEmpty() && run == NONE && before.get(FIRST_RUN) != firstRun.ordinal();
        if (begunOtherwise) {
            beginAgain();
        }
    }

    /** Whether state holds rows of an incomplete first run with another {@link FirstRun}. */
    boolean isBegunOtherwise() {
        return begunOtherwise;
    }

    /** State holds other keys, so there is no baseline. */
    void beginAgain() {
        run = NONE;
        since = builtAt;
    }

    /** Whether the rows of this run become the baseline, or a part of it. */
    boolean adopts(long ofRun) {
        return firstRun == FirstRun.ADOPT && (run == NONE || ofRun <= run);
    }

    /** All rows of the run have arrived. */
    void complete(long completed) {
        if (run == NONE && completed >= since) {
            run = completed;
        }
    }

    void snapshot() throws Exception {
        state.update(List.of((long) firstRun.ordinal(), since, run));
    }
}
