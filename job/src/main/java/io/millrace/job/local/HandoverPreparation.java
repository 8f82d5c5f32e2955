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
 * Prepares a state folder for a job. A restore point has the state of all syncs of the last job,
 * and is deleted after the next job has completed a checkpoint. This class therefore keeps the
 * state of syncs that are missing in the next job, and merges the kept state of returning syncs
 * into the restore point. Syncs share no operators, so the state of each sync is consistent on its
 * own.
 *
 * <p>Each step is atomic and can be repeated, because the process can end at any point.
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
            List<SavedSync> resumed = new ArrayList<>();
            Optional<RestorePoint> start = folder.restorePoints().stream().findFirst();
            for (Kept state : kept.all()) {
                if (syncs.contains(state.sync().stateName())) {
                    start = Optional.of(resume(start, state));
                    resumed.add(state.sync());
                }
            }
            start.ifPresent(this::keepWhatIsMissing);
            List<SavedSync> expired = expire();
            start.ifPresent(folder::deleteUnused);
            List<SavedSync> left = kept.all().stream().map(Kept::sync).toList();
            return new Handover(start, left, resumed, expired);
        } catch (IOException e) {
            throw LocalClusterException.unwritable(folder.root(), e);
        }
    }

    private RestorePoint resume(Optional<RestorePoint> start, Kept state) throws IOException {
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

    /** State that is kept already is at least as new as the state in the restore point. */
    private void keepWhatIsMissing(RestorePoint start) {
        List<String> known = kept.all().stream().map(state -> state.sync().stateName()).toList();
        Map<String, List<OperatorState>> saved = SavedSync.bySync(start.operators());
        for (Map.Entry<String, List<OperatorState>> sync : saved.entrySet()) {
            if (!syncs.contains(sync.getKey()) && !known.contains(sync.getKey())) {
                keep(sync.getKey(), sync.getValue(), start);
            }
        }
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
