/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.local.LocalClusterException;
import io.millrace.job.local.SavedSync;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Detects a sync whose {@code was:} is not the name its state has, such as a sync that was renamed
 * twice. It would start without state and send all rows. Pure.
 */
final class RenamedSyncs {

    private RenamedSyncs() {}

    /**
     * @param saved the saved state the job would start with
     * @throws LocalClusterException with the line to write
     */
    static void refuseLostState(Plan plan, List<SavedSync> saved) {
        List<SyncPlan> syncs =
                Stream.of(plan.syncs(), plan.paused()).flatMap(List::stream).toList();
        Set<String> claimed = syncs.stream().map(SyncPlan::stateName).collect(Collectors.toSet());
        Set<String> known = saved.stream().map(SavedSync::stateName).collect(Collectors.toSet());
        for (SyncPlan sync : syncs) {
            saved.stream()
                    .filter(state -> !known.contains(sync.stateName()))
                    .filter(state -> !claimed.contains(state.stateName()))
                    .filter(state -> isOf(sync, state))
                    .findFirst()
                    .ifPresent(state -> refuse(sync, state));
        }
    }

    private static boolean isOf(SyncPlan sync, SavedSync state) {
        return Stream.of(sync.name(), sync.stateName())
                .anyMatch(name -> name.equals(state.name()) || name.equals(state.stateName()));
    }

    private static void refuse(SyncPlan sync, SavedSync state) {
        String line =
                state.stateName().equals(sync.name())
                        ? "remove 'was: " + sync.stateName() + "' from"
                        : "write 'was: " + state.stateName() + "' into";
        throw new LocalClusterException(
                "sync '"
                        + sync.name()
                        + "' would start without state, because its state is saved under its"
                        + " first name, '"
                        + state.stateName()
                        + "': "
                        + line
                        + " its file. To start without state anyway: ./millrace forget-sync DIR "
                        + state.stateName());
    }
}
