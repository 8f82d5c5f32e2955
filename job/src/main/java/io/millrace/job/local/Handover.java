/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.List;
import java.util.Optional;

/**
 * The state a job starts with, and the state that it has no syncs for.
 *
 * @param start where the job goes on from; empty if it begins with nothing
 * @param kept syncs that are not in the job, whose state is kept
 * @param takenUp syncs that are in the job again, and whose state was kept
 * @param expired syncs whose state was kept for {@link SavedSync#KEPT_FOR}, and is not any more
 */
public record Handover(
        Optional<RestorePoint> start,
        List<SavedSync> kept,
        List<SavedSync> takenUp,
        List<SavedSync> expired) {

    public Handover {
        kept = List.copyOf(kept);
        takenUp = List.copyOf(takenUp);
        expired = List.copyOf(expired);
    }
}
