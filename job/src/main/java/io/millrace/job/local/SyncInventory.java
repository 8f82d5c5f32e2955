/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import io.millrace.job.local.KeptStates.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorState;

/** Lists and forgets the syncs whose state is in a state folder. */
public final class SyncInventory {

    private SyncInventory() {}

    /**
     * Returns the syncs of the newest restore point and of the kept states, ordered by state name.
     * Can be called while a job runs.
     *
     * @throws java.io.UncheckedIOException if the folder changes while it is read
     */
    public static List<SavedSync> in(Path state) {
        Map<String, SavedSync> syncs = new TreeMap<>();
        Optional<RestorePoint> newest = StateFolder.restorePointsIn(state).stream().findFirst();
        Map<String, List<OperatorState>> inJob =
                newest.map(point -> SavedSync.bySync(point.operators())).orElse(Map.of());
        inJob.forEach((name, operators) -> syncs.put(name, inJob(name, operators)));
        for (Kept kept : new KeptStates(StateFolder.keptIn(state)).all()) {
            syncs.put(kept.sync().stateName(), kept.sync());
        }
        return List.copyOf(syncs.values());
    }

    private static SavedSync inJob(String stateName, List<OperatorState> operators) {
        return SavedSync.of(stateName, operators, Optional.empty());
    }

    /**
     * Forgets the state of a sync, given by its state name or by its name when the state was
     * written. The next run of the sync is a first run.
     *
     * @return the forgotten sync; empty if there is no such state
     * @throws LocalClusterException if a job uses the folder, or the folder can't be written
     */
    public static Optional<SavedSync> forget(Path state, String name) {
        if (!Files.isDirectory(state)) {
            return Optional.empty();
        }
        try (StateFolder folder = StateFolder.open(state)) {
            Optional<SavedSync> sync = named(name, in(state));
            if (sync.isPresent()) {
                forget(folder, sync.get().stateName());
                folder.restorePoints().stream().findFirst().ifPresent(folder::deleteUnused);
            }
            return sync;
        } catch (IOException e) {
            throw LocalClusterException.unwritable(state, e);
        }
    }

    /** The state name has priority, because another sync may have been given this name later. */
    private static Optional<SavedSync> named(String name, List<SavedSync> syncs) {
        return syncs.stream()
                .filter(sync -> sync.stateName().equals(name))
                .findFirst()
                .or(() -> syncs.stream().filter(sync -> sync.name().equals(name)).findFirst());
    }

    private static void forget(StateFolder folder, String stateName) throws IOException {
        for (Kept kept : folder.kept().all()) {
            if (kept.sync().stateName().equals(stateName)) {
                folder.kept().release(kept);
            }
        }
        for (RestorePoint point : folder.restorePoints()) {
            List<OperatorState> left = new ArrayList<>(point.operators());
            if (left.removeIf(operator -> SavedSync.isOf(stateName, operator))) {
                point.with(left);
            }
        }
    }
}
