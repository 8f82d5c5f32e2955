/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import io.millrace.job.local.KeptStates.Kept;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;

/**
 * Makes a state folder ready for a job. A restore point has the state of all syncs of a job, and is
 * deleted when the next job has one of its own. So before that the state of syncs that are missing
 * in the next job is set aside, and the state of those that are there again is put into the restore
 * point it starts from: syncs share no operators, so the state of each is consistent in itself.
 *
 * <p>Each step is complete or has no effect, and may be done again: the process can end anywhere.
 */
final class HandoverPreparation {

    private final StateFolder folder;
    private final KeptStates kept;
    private final Set<String> syncs;
    private final Instant now;

    /**
     * @param syncs state names of the syncs in the job
     */
    HandoverPreparation(StateFolder folder, Set<String> syncs, Instant now) {
        this.folder = folder;
        this.kept = folder.kept();
        this.syncs = Set.copyOf(syncs);
        this.now = now;
    }

    Handover prepare() {
        try {
            List<SavedSync> takenUp = new ArrayList<>();
            Optional<RestorePoint> start = folder.restorePoints().stream().findFirst();
            for (Kept state : kept.all()) {
                if (syncs.contains(state.sync().stateName())) {
                    start = Optional.of(takeUp(start, state));
                    takenUp.add(state.sync());
                }
            }
            start.ifPresent(this::keepWhatIsMissing);
            List<SavedSync> expired = expire();
            start.ifPresent(folder::sweep);
            List<SavedSync> left = kept.all().stream().map(Kept::sync).toList();
            return new Handover(start, left, takenUp, expired);
        } catch (IOException e) {
            throw LocalClusterException.unwritable(folder.root(), e);
        }
    }

    private RestorePoint takeUp(Optional<RestorePoint> start, Kept state) throws IOException {
        List<OperatorState> operators = KeptStates.operatorsOf(state);
        RestorePoint with =
                start.isPresent()
                        ? start.get().with(merged(start.get(), operators))
                        : folder.newSavepoint(
                                new CheckpointMetadata(
                                        state.point().checkpointId(), operators, List.of()));
        kept.release(state);
        return with;
    }

    private static List<OperatorState> merged(RestorePoint start, List<OperatorState> operators) {
        Map<OperatorID, OperatorState> merged = new HashMap<>();
        start.operators().forEach(operator -> merged.put(operator.getOperatorID(), operator));
        operators.forEach(operator -> merged.put(operator.getOperatorID(), operator));
        return List.copyOf(merged.values());
    }

    /** What is kept already is as new as what the restore point has, or newer. */
    private void keepWhatIsMissing(RestorePoint start) {
        List<String> known = kept.all().stream().map(state -> state.sync().stateName()).toList();
        SavedSync.bySync(start.operators())
                .forEach(
                        (stateName, operators) -> {
                            if (!syncs.contains(stateName) && !known.contains(stateName)) {
                                keep(stateName, operators, start);
                            }
                        });
    }

    private void keep(String stateName, List<OperatorState> operators, RestorePoint start) {
        try {
            kept.keep(stateName, operators, start.checkpointId(), now);
        } catch (IOException e) {
            throw LocalClusterException.unwritable(folder.root(), e);
        }
    }

    private List<SavedSync> expire() throws IOException {
        List<SavedSync> expired = new ArrayList<>();
        for (Kept state : kept.all()) {
            if (state.sync().keptUntil().filter(until -> until.isBefore(now)).isPresent()) {
                kept.release(state);
                expired.add(state.sync());
            }
        }
        return expired;
    }
}
